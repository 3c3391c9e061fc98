#!/usr/bin/env bash
# A sweep as a Slurm job array, from the folder of the experiment:
#
#     sbatch --array=1-64 slurm.sh experiment.json --seeds 1..1000000
#     eventual merge part-*.json --out sweep.json        # when all are done
#
# A shard that failed is done again by itself: sbatch --array=17 ... with SHARDS=64.
#SBATCH --cpus-per-task=1
set -euo pipefail
index=$SLURM_ARRAY_TASK_ID
exec eventual sweep "$@" --shard "$index/${SHARDS:-$SLURM_ARRAY_TASK_COUNT}" --jobs 1 --out "part-$index.json"
