#!/usr/bin/env bash
# Times a training step of the tabular RealNVP against the same network in Python torch, each on one
# and two threads, one after the other, and prints the ratio of the best. Run it alone on the machine.
#   apt-get install python3-torch libopenblas0-pthread     (for the peer)
#   benchmarks/training-step.sh [COLUMNS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
columns=${1:-43}
./mollify --version >&2

ours() {
  OMP_NUM_THREADS=$1 java -Dai.djl.pytorch.num_threads="$1" -Dai.djl.pytorch.graph_optimizer=false \
    -XX:+UseSerialGC -cp 'cli/target/distribution/lib/*' \
    org.mollify.experiments.benchmark.TrainingStepBenchmark "$columns" 2>/dev/null
}

theirs() {
  /usr/bin/python3 benchmarks/peers/realnvp_step.py --columns "$columns" --threads "$1"
}

results=$(
  for round in 1 2; do
    for threads in 1 2; do
      printf 'mollify %s\n' "$(ours "$threads")"
      printf 'torch %s\n' "$(theirs "$threads")"
    done
  done
)
echo "$results"
echo "$results" | awk '
  {
    match($0, /"medianMs": ?[0-9.]+/)
    split(substr($0, RSTART, RLENGTH), pair, /: ?/)
    if (!($1 in best) || pair[2] < best[$1]) best[$1] = pair[2]
  }
  END { printf "best mollify %.2f ms, best torch %.2f ms, ratio %.2f\n", best["mollify"], best["torch"], best["mollify"] / best["torch"] }'
