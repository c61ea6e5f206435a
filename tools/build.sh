# Sourced by run, test, bench and firstwindow: builds the program when a source is newer than it.
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
PROGRAM="$ROOT/artifacts/bin/FirstWindow/release/firstwindow"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "FirstWindow needs the .NET 10 SDK (dotnet) on the PATH." >&2
    exit 1
  fi
}

# dotnet_build PROJECT OPTION...: one compiler for all projects, which is twice as fast as one for each; it ends with the build.
dotnet_build() {
  local code=0
  dotnet build "$1" -c Release --nologo -p:UseSharedCompilation=true "${@:2}" || code=$?
  dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 || true
  return "$code"
}

is_built() {
  [ -x "$PROGRAM" ] && [ -z "$(find "$ROOT/src" "$ROOT/seed" "$ROOT"/Directory.*.props -type f -newer "$PROGRAM.dll" -print -quit)" ]
}

build_program() {
  need_dotnet
  if is_built; then
    return
  fi

  echo "building FirstWindow (the first time takes one to two minutes) ..."
  local log="$ROOT/artifacts/build.log" started=$SECONDS
  mkdir -p "$ROOT/artifacts"
  dotnet_build "$ROOT/src/FirstWindow" -v minimal >"$log" 2>&1 &
  local builder=$!
  while kill -0 "$builder" 2>/dev/null; do
    sleep 1
    printf '\r  %3d s  %s' $((SECONDS - started)) "$(tail -n 1 "$log" | cut -c 1-70 | tr -d '\r')                    "
  done
  printf '\n'
  if ! wait "$builder"; then
    grep -E 'error' "$log" | sort -u | head -20 >&2
    echo "the build failed; see artifacts/build.log" >&2
    exit 1
  fi
  touch "$PROGRAM.dll"
}
