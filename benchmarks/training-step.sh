#!/usr/bin/env bash
# Times a training step of the tabular RealNVP, MAF and Glow against the same networks in Python
# torch, each on one and two threads in alternation, and prints the ratio of the best thread counts.
# Run it alone on the machine. The C library keeps the memory that it frees, as it does under the
# launcher.
#   apt-get install python3-torch libopenblas0-pthread     (for the peer)
#   benchmarks/training-step.sh [COLUMNS] [MODELS] [ROUNDS] [STEPS]
#   benchmarks/training-step.sh 11 "realnvp maf glow" 2 200
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
columns=${1:-43}
models=${2:-realnvp maf glow}
rounds=${3:-2}
steps=${4:-200}
./mollify --version >&2

ours() {
  MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4294967296 OMP_NUM_THREADS=$2 java -Dai.djl.pytorch.num_threads="$2" -Dai.djl.pytorch.graph_optimizer=false \
    -XX:+UseSerialGC -cp 'cli/target/distribution/lib/*' \
    org.mollify.experiments.benchmark.TrainingStepBenchmark "$1" "$columns" "$steps" 2>/dev/null
}

theirs() {
  /usr/bin/python3 benchmarks/peers/flow_step.py --model "$1" --columns "$columns" --threads "$2" --steps "$steps"
}

for model in $models; do
  for round in $(seq "$rounds"); do
    for threads in 1 2; do
      printf 'mollify %s %s %s\n' "$model" "$threads" "$(ours "$model" "$threads")"
      printf 'torch %s %s %s\n' "$model" "$threads" "$(theirs "$model" "$threads")"
    done
  done
done | tee /dev/stderr | awk '
  {
    match($0, /"medianMs": ?[0-9.]+/)
    split(substr($0, RSTART, RLENGTH), pair, /: ?/)
    who = $1 " " $2
    each = who " " $3
    if (!(each in least) || pair[2] < least[each]) least[each] = pair[2]
    if (!(who in best) || pair[2] < best[who]) best[who] = pair[2]
    if (!seen[$2]++) models[++count] = $2
  }
  END {
    print "model    mollify 1, 2 threads   torch 1, 2 threads   ratio of the best"
    for (i = 1; i <= count; i++) {
      m = models[i]
      printf "%-8s %7.2f %7.2f ms     %7.2f %7.2f ms   %.2f\n", m, least["mollify " m " 1"], least["mollify " m " 2"],
        least["torch " m " 1"], least["torch " m " 2"], best["mollify " m] / best["torch " m]
    }
  }'
