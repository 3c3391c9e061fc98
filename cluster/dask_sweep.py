#!/usr/bin/env python3
"""Spreads a sweep over the workers of a Dask cluster, or over processes of this machine.

    python cluster/dask_sweep.py --shards 64 --out sweep.json -- experiment.json --seeds 1..1000000
    python cluster/dask_sweep.py --scheduler tcp://host:8786 --shards 4096 --out sweep.json -- ...

What stands behind `--` is handed to `eventual sweep`. Every worker needs the program `eventual`
(EVENTUAL says where it is) and sees the experiment under the same name. Dask does again what a
worker that died had not finished; a shard is the same bytes whoever runs it and however often.
"""
import argparse
import os
import pathlib
import subprocess
import tempfile

from distributed import Client, LocalCluster, as_completed

EVENTUAL = os.environ.get("EVENTUAL", "eventual")


def shard(index: int, of: int, sweep: list[str]) -> str:
    """One shard of the sweep, as the text of its file."""
    command = [EVENTUAL, "sweep", *sweep, "--shard", f"{index}/{of}", "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--scheduler", help="the address of a cluster; without it, processes of this machine")
    options.add_argument("--workers", type=int, default=os.cpu_count(), help="how many processes of this machine")
    options.add_argument("--shards", type=int, required=True, help="at least a few for each worker")
    options.add_argument("--out", required=True)
    options.add_argument("sweep", nargs="+", help="what is handed to `eventual sweep`")
    given = options.parse_args()

    cluster = given.scheduler or LocalCluster(n_workers=given.workers, threads_per_worker=1, dashboard_address=None)
    with Client(cluster) as client, tempfile.TemporaryDirectory() as folder:
        run = [
            client.submit(shard, index, given.shards, given.sweep, pure=False, retries=2)
            for index in range(1, given.shards + 1)
        ]
        files = []
        for done, text in as_completed(run, with_results=True):
            files.append(pathlib.Path(folder) / f"{len(files)}.json")
            files[-1].write_text(text)
            done.release()
        subprocess.run([EVENTUAL, "merge", *map(str, files), "--out", given.out], check=True)


if __name__ == "__main__":
    main()
