#!/usr/bin/env bash
# Times a training step of the VAE of the paper's Table 5 against the same network in Python torch,
# each on one and two threads in alternation. Run it alone on the machine.
#   apt-get install python3-torch libopenblas0-pthread     (for the peer)
#   benchmarks/image-step.sh [BATCH] [STEPS] [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
batch=${1:-32}
steps=${2:-3}
rounds=${3:-1}
./mollify --version
for round in $(seq "$rounds"); do
  for threads in 1 2; do
    printf 'mollify '
    OMP_NUM_THREADS=$threads java -Dai.djl.pytorch.num_threads="$threads" -Dai.djl.pytorch.graph_optimizer=false \
      -XX:+UseSerialGC -cp 'cli/target/distribution/lib/*' \
      org.mollify.experiments.benchmark.ImageStepBenchmark "$batch" "$steps" 2>/dev/null
    printf 'torch   '
    /usr/bin/python3 benchmarks/peers/vae_step.py --batch "$batch" --threads "$threads" --steps "$steps"
  done
done
