"""Makes retrieval.json: random rankings and their scores by scikit-learn, for retrieval.test.ts.

    pip install scikit-learn && python make_retrieval.py > retrieval.json
"""

import json

import numpy as np
from sklearn.metrics import average_precision_score, ndcg_score, precision_score, recall_score

DOCUMENTS = 40
KS = [1, 3, 10, 40]


def query(random, graded):
    grades = np.zeros(DOCUMENTS, dtype=int)
    relevant = random.choice(DOCUMENTS, size=random.integers(1, 16), replace=False)
    grades[relevant] = random.integers(1, 4, size=len(relevant)) if graded else 1
    scores = random.permutation(DOCUMENTS) / DOCUMENTS  # No ties: scikit-learn would average over them.
    return grades, scores


def scores_at(grades, scores, k):
    answered = np.zeros(DOCUMENTS, dtype=int)
    answered[np.argsort(-scores)[:k]] = 1
    truth = (grades > 0).astype(int)
    hits = truth[np.argsort(-scores)]
    first = int(np.argmax(hits)) + 1
    result = {
        "accuracy": float(np.any(truth * answered)),
        "precision": precision_score(truth, answered),
        "recall": recall_score(truth, answered),
        "mrr": 1 / first if first <= k else 0.0,
        "ndcg": ndcg_score([grades], [scores], k=k),
    }
    # Average precision has one definition only where nothing is cut off.
    if k == DOCUMENTS:
        result["map"] = average_precision_score(truth, scores)
    return result


def main():
    random = np.random.default_rng(7)
    cases = []
    for graded in (False, True):
        queries = [query(random, graded) for _ in range(12)]
        expected = {}
        for k in KS:
            rows = [scores_at(grades, scores, k) for grades, scores in queries]
            for name in rows[0]:
                expected[f"{name}@{k}"] = float(np.mean([row[name] for row in rows]))
        cases.append(
            {
                "graded": graded,
                "queries": [
                    {"grades": grades.tolist(), "ranking": np.argsort(-scores).tolist()} for grades, scores in queries
                ],
                "expected": expected,
            }
        )
    print(json.dumps({"ks": KS, "cases": cases}))


main()
