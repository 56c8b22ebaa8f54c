#!/usr/bin/env bash
# Times a training step of a model of CIFAR-10 against the same network in Python torch, each on one
# and two threads in alternation. Run it alone on the machine. The C library keeps the memory that it
# frees, as it does under the launcher; torch gets the settings of the environment.
#   apt-get install python3-torch libopenblas0-pthread     (for the peer)
#   benchmarks/image-step.sh [PRESET] [BATCH] [STEPS] [ROUNDS]     PRESET: vae-cifar10, glow-cifar10 or glow-small
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=${1:-vae-cifar10}
batch=${2:-32}
steps=${3:-3}
rounds=${4:-1}
case $preset in
  vae-cifar10) peer=(vae_step.py) ;;
  glow-cifar10) peer=(glow_step.py --steps-a-level 20 --hidden 512) ;;
  glow-small) peer=(glow_step.py --steps-a-level 4 --hidden 64) ;;
  *) echo "no peer for $preset; there are vae-cifar10, glow-cifar10 and glow-small" >&2 && exit 2 ;;
esac
./mollify --version
for round in $(seq "$rounds"); do
  for threads in 1 2; do
    printf 'mollify '
    MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4294967296 OMP_NUM_THREADS=$threads java -Dai.djl.pytorch.num_threads="$threads" -Dai.djl.pytorch.graph_optimizer=false \
      -XX:+UseSerialGC -cp 'cli/target/distribution/lib/*' \
      org.mollify.experiments.benchmark.ImageStepBenchmark "$preset" "$batch" "$steps" 2>/dev/null
    printf 'torch   '
    /usr/bin/python3 "benchmarks/peers/${peer[0]}" "${peer[@]:1}" --batch "$batch" --threads "$threads" --steps "$steps"
  done
done
