"""The training step of ple-2+2+2 in PyTorch, to compare with TrainingStepBenchmark.

The model is that of `jmh --include TrainingStep --model ple-2+2+2` on census-income: 38 embeddings
of 8 from one table and 7 numbers, two extraction levels of 2 + 2 + 2 experts of 256, towers of 128
and 64, two binary tasks, Adam on everything. A batch is random, lies on the device, and is the same
in every step, as there. Dense Adam updates all of the table's 633 rows; PLE4J updates those of the
batch.

    python3 pytorch_step.py [--device cuda|cpu] [--batch-sizes 256,1024,4096] [--steps 200]
                            [--ways eager,graph,compile,compile-graphs]
"""

import argparse
import functools
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

TABLE_ROWS = [
    22, 10, 53, 48, 22, 4, 25, 16, 6, 11, 3, 4, 7, 9, 20, 19, 22, 7, 7, 52, 39, 9, 11, 10, 11, 4, 5,
    8, 6, 44, 44, 44, 6, 4, 4, 4, 10, 3,
]  # of the 38 features
WIDTH = 8
NUMBERS = 7
INPUT = len(TABLE_ROWS) * WIDTH + NUMBERS  # 311
EXPERTS = 2  # of each task, and shared
UNITS = 256
TOWER = [128, 64]
TASKS = 2
WARM_UP = 20
ROUND = 20  # steps between two synchronisations


class Gate(nn.Module):
    """softmax(W s), a weight for each expert; W without a bias."""

    def __init__(self, selector, experts):
        super().__init__()
        self.weights = nn.Linear(selector, experts, bias=False)

    def forward(self, selector, experts):
        weights = torch.softmax(self.weights(selector), dim=1)  # [B, experts]
        terms = [w * e for w, e in zip(weights.split(1, dim=1), experts)]
        return functools.reduce(torch.add, terms)  # [B, units]


class Level(nn.Module):
    """An extraction network; the last level has no shared gate."""

    def __init__(self, width, last):
        super().__init__()
        modules = TASKS + 1  # the shared one is the last
        self.experts = nn.ModuleList(
            nn.ModuleList(nn.Linear(width, UNITS) for _ in range(EXPERTS)) for _ in range(modules)
        )
        self.gates = nn.ModuleList(Gate(width, 2 * EXPERTS) for _ in range(TASKS))
        self.shared_gate = None if last else Gate(width, modules * EXPERTS)

    def forward(self, states):
        outputs = [
            [torch.relu(expert(state)) for expert in experts]
            for experts, state in zip(self.experts, states)
        ]
        shared = outputs[-1]
        fusions = [
            gate(state, own + shared) for gate, state, own in zip(self.gates, states, outputs)
        ]
        if self.shared_gate is not None:
            fusions.append(self.shared_gate(states[-1], sum(outputs, [])))
        return fusions


class Ple(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(sum(TABLE_ROWS), WIDTH)
        self.levels = nn.ModuleList([Level(INPUT, last=False), Level(UNITS, last=True)])
        self.towers = nn.ModuleList(self.tower() for _ in range(TASKS))

    @staticmethod
    def tower():
        layers = []
        for width, units in zip([UNITS] + TOWER, TOWER):
            layers += [nn.Linear(width, units), nn.ReLU()]
        return nn.Sequential(*layers, nn.Linear(TOWER[-1], 1))

    def forward(self, ids, numbers):
        x = torch.cat([self.table(ids).flatten(1), numbers], dim=1)  # [B, 311]
        states = [x] * (TASKS + 1)
        for level in self.levels:
            states = level(states)
        logits = [tower(state) for tower, state in zip(self.towers, states)]
        return torch.cat(logits, dim=1)  # [B, tasks]


def batch(size, device):
    rows = torch.tensor(TABLE_ROWS)
    offsets = rows.cumsum(0) - rows
    ids = (torch.rand(size, len(rows)) * rows).long() + offsets  # [B, 38]
    numbers = torch.randn(size, NUMBERS)
    labels = (torch.rand(size, TASKS) < 0.3).float()
    return [tensor.to(device) for tensor in (ids, numbers, labels)]


def training_step(model, optimizer, ids, numbers, labels):
    """A function of one step, which gives the joint loss: the sum of the tasks' means."""

    def step():
        optimizer.zero_grad(set_to_none=True)
        logits = model(ids, numbers)
        loss = functional.binary_cross_entropy_with_logits(logits, labels) * TASKS
        loss.backward()
        optimizer.step()
        return loss

    return step


def captured(step):
    """The whole step as one CUDA graph."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(5):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step()

    def replay():
        graph.replay()
        return loss

    return replay


def step_of(way, size, device):
    torch.manual_seed(1)
    model = Ple().to(device)
    optimizer = torch.optim.Adam(
        model.parameters(), lr=1e-4, fused=device == "cuda", capturable=way == "graph"
    )
    called = {
        "compile": lambda: torch.compile(model),
        "compile-graphs": lambda: torch.compile(model, mode="reduce-overhead"),
    }.get(way, lambda: model)()
    step = training_step(called, optimizer, *batch(size, device))
    return captured(step) if way == "graph" else step


def median_ms(step, synchronize, rounds, steps):
    """Of a step, over rounds of so many steps, each round until the device is done."""
    times = []
    for _ in range(rounds):
        synchronize()
        start = time.perf_counter()
        for _ in range(steps):
            loss = step()
        loss.item()
        synchronize()
        times.append((time.perf_counter() - start) / steps)
    return statistics.median(times) * 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--batch-sizes", default="256,1024,4096")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--ways", default="eager,graph,compile,compile-graphs")
    options = parser.parse_args()
    cuda = options.device == "cuda"
    synchronize = torch.cuda.synchronize if cuda else lambda: None
    name = torch.cuda.get_device_name() if cuda else f"CPU, {torch.get_num_threads()} threads"
    parameters = sum(p.numel() for p in Ple().parameters())
    print(f"{name}; PyTorch {torch.__version__}; {parameters:,} parameters")
    print("way             products  batch  ms/step  ms/step alone  samples/s", flush=True)
    for way in options.ways.split(","):
        for tf32 in [False, True] if cuda else [False]:
            torch.set_float32_matmul_precision("high" if tf32 else "highest")
            for size in map(int, options.batch_sizes.split(",")):
                if way.startswith("compile"):
                    torch.compiler.reset()
                products = "tf32" if tf32 else "float32"
                row = f"{way:<15} {products:<8} {size:>6}"
                try:
                    step = step_of(way, size, options.device)
                    median_ms(step, synchronize, 1, WARM_UP)
                    ms = median_ms(step, synchronize, max(1, options.steps // ROUND), ROUND)
                    alone = median_ms(step, synchronize, options.steps, 1)
                    row += f" {ms:>8.3f} {alone:>14.3f} {size / ms * 1e3:>10,.0f}"
                except RuntimeError as e:  # such as a compiler that is not there
                    row += f" failed: {str(e).strip().splitlines()[0]}"
                print(row, flush=True)


if __name__ == "__main__":
    main()
