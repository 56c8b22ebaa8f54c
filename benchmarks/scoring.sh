#!/usr/bin/env bash
# Times scoring and sampling by exported MAF, RealNVP and Glow graphs in ONNX Runtime, beside one
# matrix product on the same threads in the same run. Run it alone on the machine.
#   benchmarks/scoring.sh [COLUMNS] [THREADS] [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./mollify --version
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort | uniq -c
OMP_NUM_THREADS=1 ORT_DISABLE_TELEMETRY=1 java -Dai.djl.pytorch.num_threads=1 \
  -cp 'cli/target/distribution/lib/*' org.mollify.experiments.benchmark.ScoringBenchmark \
  "${1:-43}" "${2:-1}" "${3:-20}" 2>/dev/null
