"""Makes statistics-oracle.json: distributions by scipy, Holm by statsmodels, and a clustered bootstrap written out plainly
over scikit-learn's metrics, for the tests of the statistics.

    apt-get install python3-scipy python3-sklearn python3-statsmodels && /usr/bin/python3 make_statistics_oracle.py > statistics-oracle.json
"""

import json

import numpy as np
from scipy import special, stats
from sklearn import metrics
from statsmodels.stats.multitest import multipletests

RESAMPLES = 4000
LEVEL = 0.95


def beta(random):
    cases = [(0.3, 1, 1), (0.05, 2.5, 40.25), (0.9, 12.7, 3.2), (0.5, 300.5, 310.25), (0.17, 68.1, 332.9), (0.129, 645.3, 4355)]
    cases += [(random.uniform(), random.uniform(0.5, 50), random.uniform(0.5, 50)) for _ in range(10)]
    return [{"x": x, "a": a, "b": b, "value": special.betainc(a, b, x)} for x, a, b in cases]


def student():
    cases = [(q, degrees) for q in (0.1, 0.05, 0.025, 0.005) for degrees in (8, 19.5, 80, 1000)]
    return [{"q": q, "degrees": degrees, "value": stats.t.isf(q, degrees)} for q, degrees in cases]


def holm(random):
    lists = [[0.01, 0.04, 0.03], [0.5], [0.02, 0.02, 0.02], [0.9, 0.8, 0.001, 0.04]]
    lists += [(random.uniform(size=6) ** 3).tolist() for _ in range(3)]
    return [{"p_values": ps, "adjusted": multipletests(ps, method="holm")[1].tolist()} for ps in lists]


def sample(random, clusters):
    """Two models over clusters of one to four pairs; scores of a cluster go together, and some are tied."""
    sizes = random.choice([1, 1, 2, 3, 4], size=clusters)
    numbers = np.repeat(np.arange(clusters), sizes)
    labels = (random.uniform(size=len(numbers)) < 0.4).astype(int)
    shared = random.normal(size=clusters)[numbers]

    def scores(mean):
        noise = 0.6 * shared + 0.8 * random.normal(size=len(numbers))
        return np.round((2 * labels - 1) * (mean + noise), 1)

    return numbers, labels, scores(1.0), scores(0.7)


def metric(name, labels, scores, weights):
    called = (scores >= 0).astype(int)
    if name == "roc_auc":
        return metrics.roc_auc_score(labels, scores, sample_weight=weights)
    if name == "average_precision":
        return metrics.average_precision_score(labels, scores, sample_weight=weights)
    tn, fp, fn, tp = (weights[(labels == y) & (called == c)].sum() for y, c in ((0, 0), (0, 1), (1, 0), (1, 1)))
    return {
        "accuracy": (tp + tn) / (tp + tn + fp + fn),
        "precision": tp / (tp + fp),
        "f1": 2 * tp / (2 * tp + fp + fn),
        "matthews_correlation": (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
    }[name]


def drawn(random, numbers):
    """As many clusters as there are, with replacement; how often each pair comes."""
    clusters = numbers.max() + 1
    return random.multinomial(clusters, np.full(clusters, 1 / clusters))[numbers].astype(float)


def relevant(name, labels, scores):
    called = scores >= 0
    return {"precision": called, "f1": called | (labels == 1)}.get(name, np.ones(len(labels), dtype=bool))


def bca(name, numbers, labels, scores, weights):
    ones = np.ones(len(labels))
    estimate = metric(name, labels, scores, ones)
    values = np.array([metric(name, labels, scores, w) for w in weights])
    bias = stats.norm.ppf(((values < estimate - 1e-12).mean() + (values <= estimate + 1e-12).mean()) / 2)
    left_out = np.array([metric(name, labels, scores, (numbers != k).astype(float)) for k in np.unique(numbers)])
    moved = left_out.mean() - left_out
    acceleration = (moved**3).sum() / (6 * (moved**2).sum() ** 1.5)
    sizes = np.bincount(numbers[relevant(name, labels, scores)])
    effective = sizes.sum() ** 2 / (sizes**2).sum()
    far = stats.t.isf((1 - LEVEL) / 2, effective - 1) * np.sqrt(effective / (effective - 1))
    ends = [stats.norm.cdf(bias + (bias + z) / (1 - acceleration * (bias + z))) for z in (-far, far)]
    return {"estimate": estimate, "low": np.quantile(values, ends[0]), "high": np.quantile(values, ends[1]), "deviation": values.std()}


def bootstrap(random):
    numbers, labels, candidate, baseline = sample(random, 150)
    weights = [drawn(random, numbers) for _ in range(RESAMPLES)]
    result = {"clusters": numbers.tolist(), "labels": labels.tolist(), "candidate": candidate.tolist(), "baseline": baseline.tolist()}
    names = ["accuracy", "precision", "f1", "matthews_correlation", "roc_auc", "average_precision"]
    result["intervals"] = {name: bca(name, numbers, labels, candidate, weights) for name in names}
    ones = np.ones(len(labels))
    result["differences"] = {}
    for name in names[1:]:
        worse = [metric(name, labels, baseline, w) - metric(name, labels, candidate, w) for w in [ones, *weights]]
        # The 95 % upper bound of the basic bootstrap.
        bound = 2 * worse[0] - np.quantile(worse[1:], 0.05)
        result["differences"][name] = {"difference": worse[0], "upper_bound": bound, "deviation": np.std(worse[1:])}
    return result


def main():
    random = np.random.default_rng(11)
    print(json.dumps({"beta": beta(random), "student": student(), "holm": holm(random), "bootstrap": bootstrap(random)}))


main()
