#!/usr/bin/env bash
# Loads a server on this machine with requests to score rows, closed and open, beside the same graph
# in ONNX Runtime alone. Without a bundle it serves the one that the quickstart makes.
#   benchmarks/serving.sh [BUNDLE] [ROWS] [npy|json] [CONNECTIONS] [SECONDS] [WORKERS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bundle=${1:-}
rows=${2:-256}
format=${3:-npy}
connections=${4:-16}
seconds=${5:-10}
workers=${6:-$(nproc)}
work=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill -TERM "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

./mollify --version
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort | uniq -c
if [ -z "$bundle" ]; then
  ./mollify quickstart --out "$work/quickstart" --no-serve >/dev/null 2>&1
  manifest=$(find "$work/quickstart" -name bundle.json | sort | head -1)
  bundle=$(dirname "$manifest")
fi
./mollify serve "$bundle" --port 0 --set workers="$workers" --set accessLog=false \
  >"$work/out" 2>"$work/err" &
server=$!
address=
for _ in $(seq 300); do
  address=$(sed -n 's/^serving .* at \(http[^ ]*\)\/ .*/\1/p' "$work/out")
  [ -z "$address" ] || break
  kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
  sleep 0.2
done
ORT_DISABLE_TELEMETRY=1 java -cp 'cli/target/distribution/lib/*' \
  org.mollify.experiments.benchmark.serving.ServingBenchmark \
  "$address" "$bundle" "$rows" "$format" "$connections" "$seconds" "$workers"
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
echo "the server stopped with exit code $status"
