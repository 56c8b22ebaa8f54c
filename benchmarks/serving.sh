#!/usr/bin/env bash
# Loads a server on this machine, closed and open, beside the same graph in ONNX Runtime alone and,
# where they are at hand, peers over the same graph: a small server of Node, and DJL Serving as
# benchmarks/peers/djl/pom.xml builds it. All are alive at once and take turns of some seconds, round
# after round, since machines are now faster and now slower.
#   benchmarks/serving.sh BUNDLE WORKLOAD [CONNECTIONS] [SECONDS] [ROUNDS] [-- OPTIONS OF serve]
#   benchmarks/serving.sh bundle loglik:256:npy 16 2 12
#   benchmarks/serving.sh bundle sample:64:npy 8 2 12 -- --set serving.batchTime=40ms
#   npm install --ignore-scripts --prefix peer onnxruntime-node@1.29.0; PEER=peer benchmarks/serving.sh ...
#   DJL=../djl DJL_BATCH=4 benchmarks/serving.sh ...
# Peers take NPY alone. DJL_BATCH=REQUESTS lets requests to DJL Serving share a run, which waits a
# millisecond for more of them. Open loads come at random times, with MODE=even at even ones, with
# MODE=closed not at all. WARM=SECONDS is the load before the turns. With requests of one row, a run
# of as many rows as connections and requests that run no graph have turns as well: they say what
# sharing runs can gain. The load is bound to the first processor, servers and loops to the others.
# SOAK=MINUTES keeps the server saturated instead and watches its memory and handles. Run it alone
# on the machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
options=()
arguments=()
while [ $# -gt 0 ]; do
  if [ "$1" = -- ]; then shift; options=("$@"); break; fi
  arguments+=("$1")
  shift
done
[ ${#arguments[@]} -ge 2 ] || { sed -n '2,17s/^# \{0,1\}//p' "$0" >&2; exit 2; }
bundle=${arguments[0]}
workload=${arguments[1]}
connections=${arguments[2]:-16}
seconds=${arguments[3]:-2}
rounds=${arguments[4]:-12}
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
for number in "$connections" "$seconds" "$rounds" "${WARM:-1}" "${SOAK:-1}" "${DJL_BATCH:-1}"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || fail "expected positive whole numbers of connections, seconds, rounds, minutes and requests, got $number"
done
[ -z "${PEER-}" ] || [ -d "$PEER/node_modules/onnxruntime-node" ] || fail "PEER=$PEER holds no node_modules/onnxruntime-node; npm install it there"
[ -z "${DJL-}" ] || compgen -G "$DJL/lib/djl-serving-peer-*.jar" >/dev/null || fail "DJL=$DJL holds no lib/djl-serving-peer-*.jar; benchmarks/peers/djl/pom.xml says how to build it"
mode=${MODE:-random}
[[ $mode =~ ^(random|even|closed)$ ]] || fail "expected MODE=random, MODE=even or MODE=closed, got $mode"
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
running=()
cleanup() {
  for one in ${running[@]+"${running[@]}"}; do kill -TERM "$one" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

# Starts a server in the background and waits for the line with its address.
start() {
  local out=$work/out${#running[@]}
  local err=$work/err${#running[@]}
  "${rest[@]}" "$@" >"$out" 2>"$err" &
  running+=("$!")
  address=
  for _ in $(seq 600); do
    address=$(sed -n 's/^serving .* at \(http:\/\/[^ ]*\).*/\1/p' "$out")
    [ -z "$address" ] || return 0
    kill -0 "$!" 2>/dev/null || { cat "$err" >&2; exit 1; }
    sleep 0.2
  done
  echo "the server did not say where it serves" >&2
  exit 1
}

# Ends all servers and says how they ended.
stop() {
  for one in "${running[@]}"; do
    kill -TERM "$one"
    status=0
    wait "$one" || status=$?
    echo "stopped with exit code $status"
  done
  running=()
}

# Has a loop over the graph of a workload take its turns: a name and a workload.
loop() {
  printf '#!/bin/sh\nexec' >"$work/$1"
  printf " '%s'" ${rest[@]+"${rest[@]}"} java -cp "$classes" "$package.BareLoop" "$bundle" "$2" "$workers" >>"$work/$1"
  chmod +x "$work/$1"
  contenders+=("$1" "$2" "$work/$1")
}

./mollify --version
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort | uniq -c
start ./mollify serve "$bundle" --port 0 --set workers="$workers" --set accessLog=false ${options[@]+"${options[@]}"}
ours=$address
if [ -n "${SOAK-}" ]; then
  # shellcheck disable=SC2086
  "${load[@]}" java -XX:+UseSerialGC -cp "$classes" "$package.SoakBenchmark" \
    "$ours" "${running[0]}" "$bundle" "$connections" "$SOAK" ${workload//,/ }
  stop
  exit
fi
contenders=()
[[ $workload == health:* ]] || loop alone "$workload"
contenders+=(Mollify "$workload" "$ours")
if [ -n "${PEER-}" ] && [[ $workload == @(loglik|sample):*:npy ]]; then
  start env NODE_PATH="$PEER/node_modules" node benchmarks/peers/onnx_server.cjs "$bundle" "$workers"
  contenders+=(Node "$workload" "$address")
fi
if [ -n "${DJL-}" ] && [[ $workload == @(loglik|sample):*:npy ]]; then
  start java -cp "$DJL/lib/*" org.mollify.peers.DjlServing "$bundle" "$workers" "${DJL_BATCH:-1}" "$((${DJL_BATCH:-1} > 1))"
  contenders+=(DJL "$workload" "$address")
fi
if [[ $workload == loglik:1:* || $workload == sample:1:* ]]; then
  loop together "${workload/:1:/:$connections:}"
  contenders+=(no-graph health:1:json "$ours")
fi
echo "$workload"
"${load[@]}" java -XX:+UseSerialGC -cp "$classes" "$package.ServingBenchmark" \
  "$bundle" "$connections" "$seconds" "$rounds" "${WARM:-30}" "$mode" "${contenders[@]}"
stop
