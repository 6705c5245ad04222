#!/usr/bin/env bash
# What the browser and slow suites drive, from Debian's archive (12 or later): chromium with Chinese fonts,
# LibreOffice Writer, XeLaTeX with Chinese, R. Does nothing where all is there; needs root where it is not.
set -euo pipefail

# command:package that brings it
wanted=(
  chromium:chromium
  soffice:libreoffice-writer-nogui
  xelatex:texlive-xetex
  Rscript:r-base-core
)
missing=()
for pair in "${wanted[@]}"; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
done
# Files no command stands for: fonts, LaTeX's classes and packages.
[ -n "$(find /usr/share/fonts -iname '*noto*cjk*' -print -quit 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
kpsewhich booktabs.sty >/dev/null 2>&1 || missing+=(texlive-latex-recommended)
kpsewhich ctex.sty >/dev/null 2>&1 || missing+=(texlive-lang-chinese)

if [ "${#missing[@]}" -eq 0 ]; then
  echo "everything the browser and slow suites drive is installed"
  exit 0
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -qq -y --no-install-recommends "${missing[@]}"
