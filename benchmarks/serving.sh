#!/usr/bin/env bash
# Loads a server on this machine, closed and open, beside the same graph in ONNX Runtime alone and,
# where its library is at hand, beside a small server of Node over the same graph.
#   benchmarks/serving.sh BUNDLE WORKLOAD [CONNECTIONS] [SECONDS] [ROUNDS] [-- OPTIONS OF serve]
#   benchmarks/serving.sh bundle loglik:256:npy 16 10 2
#   benchmarks/serving.sh bundle sample:64:npy
#   benchmarks/serving.sh bundle loglik:1:npy 64 10 1 -- --set serving.batchRows=1
#   npm install --ignore-scripts --prefix peer onnxruntime-node@1.29.0; PEER=peer benchmarks/serving.sh ...
# The load is bound to the first processor, servers and loop to the others. SOAK=MINUTES keeps the
# server saturated instead and watches its memory and handles. Run it alone on the machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
options=()
arguments=()
while [ $# -gt 0 ]; do
  if [ "$1" = -- ]; then shift; options=("$@"); break; fi
  arguments+=("$1")
  shift
done
[ ${#arguments[@]} -ge 2 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
bundle=${arguments[0]}
workload=${arguments[1]}
connections=${arguments[2]:-16}
seconds=${arguments[3]:-10}
rounds=${arguments[4]:-1}
fail() {
  echo "serving.sh: $1" >&2
  exit 2
}
[ -f "$bundle/bundle.json" ] || fail "expected the folder of a bundle, got $bundle, which holds no bundle.json"
for one in ${workload//,/ }; do
  [[ $one =~ ^(loglik|sample|health):[1-9][0-9]{0,6}:(npy|json)$ ]] ||
    fail "expected a workload such as loglik:256:npy or sample:64:json, got $one"
done
[ -n "${SOAK-}" ] || [[ $workload != *,* ]] || fail "several workloads are for SOAK=MINUTES; give one"
for number in "$connections" "$seconds" "$rounds" "${SOAK:-1}"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || fail "expected positive whole numbers of connections, seconds, rounds and minutes, got $number"
done
[ -z "${PEER-}" ] || [ -d "$PEER/node_modules/onnxruntime-node" ] || fail "PEER=$PEER holds no node_modules/onnxruntime-node; npm install it there"
processors=$(nproc)
if [ "$processors" -gt 1 ]; then
  workers=$((processors - 1))
  load=(taskset -c 0)
  rest=(taskset -c "1-$workers")
else
  workers=1
  load=()
  rest=()
fi
classes='cli/target/distribution/lib/*'
package=org.mollify.experiments.benchmark.serving
export ORT_DISABLE_TELEMETRY=1
work=$(mktemp -d)
running=
cleanup() {
  [ -z "$running" ] || kill -TERM "$running" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# Starts a server in the background and waits for the line with its address.
start() {
  : >"$work/out"
  "${rest[@]}" "$@" >"$work/out" 2>"$work/err" &
  running=$!
  address=
  for _ in $(seq 600); do
    address=$(sed -n 's/^serving .* at \(http:\/\/[^ /]*\).*/\1/p' "$work/out")
    [ -z "$address" ] || return 0
    kill -0 "$running" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
    sleep 0.2
  done
  echo "the server did not say where it serves" >&2
  exit 1
}

stop() {
  kill -TERM "$running"
  status=0
  wait "$running" || status=$?
  running=
  echo "stopped with exit code $status"
}

ours() {
  start ./mollify serve "$bundle" --port 0 --set workers="$workers" --set accessLog=false ${options[@]+"${options[@]}"}
}

# Runs a second of the graph alone; at a rate, the percentiles of its answers.
alone() {
  "${rest[@]}" java -cp "$classes" "$package.BareLoop" "$bundle" "$workload" "$workers" "$seconds" "$@"
}

measure() {
  "${load[@]}" java -XX:+UseSerialGC -cp "$classes" "$package.ServingBenchmark" \
    "$address" "$bundle" "$workload" "$connections" "$seconds" "$bare" ${mode:+"$mode"}
}

./mollify --version
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort | uniq -c
mode=${MODE:-}
if [ -n "${SOAK-}" ]; then
  ours
  # shellcheck disable=SC2086
  "${load[@]}" java -XX:+UseSerialGC -cp "$classes" "$package.SoakBenchmark" \
    "$address" "$running" "$bundle" "$connections" "$SOAK" ${workload//,/ }
  stop
  exit
fi
for round in $(seq "$rounds"); do
  bare=0
  if [[ $workload != health:* ]]; then
    bare=$(alone)
    if [ -z "$mode" ]; then
      half=$(awk "BEGIN { print $bare / 2 }")
      percentiles=$(alone "$half")
      read -r median tail <<<"$percentiles"
      echo "round $round, ONNX Runtime alone at half its rate, $half/s: p50 $median ms, p99 $tail ms"
    fi
  fi
  echo "round $round, Mollify ${options[*]-}"
  ours
  measure
  stop
  [ "$bare" = 0 ] || echo "ONNX Runtime alone, afterwards: $(alone) runs/s"
  if [ -n "${PEER-}" ]; then
    echo "round $round, Node with onnxruntime-node"
    start env NODE_PATH="$PEER/node_modules" node benchmarks/peers/onnx_server.cjs "$bundle" "$workers"
    measure
    stop
  fi
done
