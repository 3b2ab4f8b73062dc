# Builds the bundle and its zip on Windows: build.ps1 [-Python PATH]
# That Python must have the project's packages (pip install -c constraints.txt .).
param([string]$Python = ".venv\Scripts\python.exe")

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
Set-Location (Resolve-Path (Join-Path $PSScriptRoot "..\.."))

function Invoke-Checked {
    & $args[0] $args[1..($args.Count - 1)]
    if ($LASTEXITCODE -ne 0) { throw "$($args -join ' ') ended with $LASTEXITCODE" }
}

& $Python -c "import PyInstaller" 2>$null
if ($LASTEXITCODE -ne 0) { Invoke-Checked $Python -m pip install --quiet "pyinstaller==6.22.3" }

$env:QT_QPA_PLATFORM = "offscreen"
Invoke-Checked $Python packaging\render_icons.py build\icons --containers
Invoke-Checked $Python -m PyInstaller --noconfirm --log-level ERROR --distpath dist --workpath build\pyinstaller `
    packaging\bundle\vortex-gui.spec

# Without this, Python would compile the copied packages at every start. Sources for other Python versions may fail here.
& $Python -W ignore -m compileall -q --invalidation-mode unchecked-hash dist\vortex-console\_internal
& $Python packaging\licences.py | Out-File -Encoding utf8 dist\vortex-console\LICENCES.md

Invoke-Checked dist\vortex-console\vortex-gui.exe --version
Compress-Archive -Force -Path dist\vortex-console -DestinationPath dist\vortex-console-windows.zip
$size = (Get-ChildItem -Recurse dist\vortex-console | Measure-Object -Property Length -Sum).Sum / 1000000
Write-Output ("dist\vortex-console: {0:N0} MB" -f $size)
