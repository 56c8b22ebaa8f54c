#!/usr/bin/env bash
# Times the exported decoder of the paper's Table 5 in ONNX Runtime, as ConvTranspose and composed of
# convolutions, beside one matrix product in the same run. Run it alone on the machine.
#   benchmarks/decoder.sh [THREADS] [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./mollify --version
sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort | uniq -c
OMP_NUM_THREADS=1 ORT_DISABLE_TELEMETRY=1 java -Xmx4g -Dai.djl.pytorch.num_threads=1 \
  -cp 'cli/target/distribution/lib/*' org.mollify.experiments.benchmark.DecoderBenchmark \
  "${1:-1}" "${2:-5}" 2>/dev/null
