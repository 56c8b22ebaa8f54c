#!/usr/bin/env bash
# Times Glow at the paper's size as exported graphs in ONNX Runtime, merged and not, beside the engine
# and one matrix product in the same run. Run it alone on the machine.
#   benchmarks/glow.sh [THREADS] [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
threads=${1:-1}
./mollify --version
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort | uniq -c
OMP_NUM_THREADS=$threads ORT_DISABLE_TELEMETRY=1 java -Xmx4g -Dai.djl.pytorch.num_threads="$threads" \
  -cp 'cli/target/distribution/lib/*' org.mollify.experiments.benchmark.GlowBenchmark \
  "$threads" "${2:-3}" 2>/dev/null
