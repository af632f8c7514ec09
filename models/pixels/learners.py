"""The learners that are compared. Each maps features [n, F] to log-odds [n]; those that ship have an ONNX form in export.py.

`fit(x, y, w, pictures)` takes labels of 0 and 1, weights, and which picture a row is a view of.
"""
import lightgbm
import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression


class Standard:
    """Weighted mean and deviation per column, and how far a value may stand out."""

    def __init__(self, x, w, clip):
        self.clip = clip
        self.mean = np.average(x, axis=0, weights=w)
        self.scale = np.sqrt(np.average((x - self.mean) ** 2, axis=0, weights=w)) + 1e-6

    def apply(self, x):
        return np.clip((x - self.mean) / self.scale, -self.clip, self.clip).astype(np.float32)


class Logistic:
    def __init__(self, config, seed):
        self.config = config

    def fit(self, x, y, w, pictures=None):
        self.standard = Standard(x, w, self.config['clip'])
        model = LogisticRegression(C=self.config['C'], max_iter=300)
        model.fit(self.standard.apply(x), y, sample_weight=w)
        self.coefficients, self.intercept = model.coef_[0], float(model.intercept_[0])
        return self

    def log_odds(self, x):
        return self.standard.apply(x) @ self.coefficients + self.intercept


class Ridge:
    """Weighted ridge regression on labels of ±1, solved over the columns: exact, and quick while they are few thousand.

    `steadiness` holds back what differs between views of one picture: laundering, not the maker (within-class
    covariance normalization, Hatch et al. 2006, with a picture for a class).
    """

    def __init__(self, config, seed):
        self.config = config

    def fit(self, x, y, w, pictures=None):
        self.standard = Standard(x, w, self.config['clip'])
        root = np.sqrt(w)
        plain = self.standard.apply(x).astype(np.float64)
        z = plain * root[:, None]
        squares = z.T @ z
        squares[np.diag_indices_from(squares)] += self.config['penalty'] * len(y)
        if self.config.get('steadiness'):
            unsteady = (plain - picture_means(plain, pictures)) * root[:, None]
            squares += self.config['steadiness'] * unsteady.T @ unsteady
        self.coefficients, self.intercept = np.linalg.solve(squares, z.T @ ((2 * y - 1) * root)), 0.0
        return self

    def log_odds(self, x):
        return self.standard.apply(x) @ self.coefficients + self.intercept


def picture_means(z, pictures):
    """For every row the mean over the rows of its picture."""
    _, place = np.unique(pictures, return_inverse=True)
    sums = np.zeros((place.max() + 1, z.shape[1]))
    np.add.at(sums, place, z)
    return (sums / np.bincount(place)[:, None])[place]


class Network:
    """One hidden layer of rectifiers, several members averaged; Adam with decoupled decay, dropout and mixup."""

    def __init__(self, config, seed):
        self.config, self.seed = config, seed

    def fit(self, x, y, w, pictures=None):
        self.standard = Standard(x, w, self.config['clip'])
        z, draw = self.standard.apply(x), w / w.sum()
        members = [self._train(z, y.astype(np.float32), draw, np.random.default_rng([self.seed, k])) for k in range(self.config['members'])]
        self.hidden = np.concatenate([m[0] for m in members], 1)
        self.bias = np.concatenate([m[1] for m in members])
        self.output = np.concatenate([m[2] for m in members]) / len(members)
        self.offset = float(np.mean([m[3] for m in members]))
        return self

    def log_odds(self, x):
        return (np.maximum(self.standard.apply(x) @ self.hidden + self.bias, 0) @ self.output)[:, 0] + self.offset

    def _train(self, z, y, draw, random):
        c, (n, width), batch = self.config, z.shape, 256
        normal = lambda *shape: (random.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float32)  # noqa: E731
        parts = [normal(width, c['hidden']), np.zeros(c['hidden'], np.float32), normal(c['hidden'], 1), np.zeros(1, np.float32)]
        first, second = ([np.zeros_like(p) for p in parts] for _ in range(2))
        kept = lambda shape, rate: (random.random(shape, dtype=np.float32) >= rate) / np.float32(1 - rate)  # noqa: E731
        steps = int(c['epochs'] * n / batch)
        for step in range(steps):
            pick, other = random.choice(n, batch, p=draw), random.permutation(batch)
            share = random.beta(c['mixup'], c['mixup'], (batch, 1)).astype(np.float32)
            share = np.maximum(share, 1 - share)
            given = share * z[pick] + (1 - share) * z[pick][other]
            wanted = share * y[pick][:, None] + (1 - share) * y[pick][other][:, None]
            given = given * kept(given.shape, c['input_dropout'])
            before = given @ parts[0] + parts[1]
            mask = kept(before.shape, c['dropout']) * (before > 0)
            after = before * mask
            error = (1 / (1 + np.exp(-(after @ parts[2] + parts[3]))) - wanted) / batch
            back = (error @ parts[2].T) * mask
            slopes = [given.T @ back, back.sum(0), after.T @ error, error.sum(0)]
            rate = c['rate'] * (0.5 + 0.5 * np.cos(np.pi * step / steps))
            for k, slope in enumerate(slopes):
                first[k] = 0.9 * first[k] + 0.1 * slope
                second[k] = 0.999 * second[k] + 0.001 * slope**2
                change = first[k] / (1 - 0.9 ** (step + 1)) / (np.sqrt(second[k] / (1 - 0.999 ** (step + 1))) + 1e-8)
                parts[k] = (parts[k] - rate * (change + (c['decay'] * parts[k] if k in (0, 2) else 0))).astype(np.float32)
        return parts


class Boosting:
    def __init__(self, config, seed):
        self.config, self.seed = config, seed

    def fit(self, x, y, w, pictures=None):
        settings = {k: v for k, v in self.config.items() if k != 'kind'}
        data = lightgbm.Dataset(x, y, weight=w, free_raw_data=True)
        rounds = settings.pop('n_estimators')
        settings |= {'objective': 'binary', 'seed': self.seed, 'deterministic': True, 'force_row_wise': True, 'num_threads': 1, 'verbose': -1}
        self.booster = lightgbm.train(settings, data, rounds)
        return self

    def log_odds(self, x):
        return self.booster.predict(x, raw_score=True, num_threads=1)


class Trees:
    def __init__(self, config, seed):
        self.config, self.seed = config, seed

    def fit(self, x, y, w, pictures=None):
        settings = {k: v for k, v in self.config.items() if k != 'kind'}
        self.model = ExtraTreesClassifier(**settings, random_state=self.seed, n_jobs=1).fit(x, y, sample_weight=w)
        return self

    def log_odds(self, x):
        p = np.clip(self.model.predict_proba(x)[:, 1], 1e-3, 1 - 1e-3)
        return np.log(p / (1 - p))


KINDS = {'logistic': Logistic, 'ridge': Ridge, 'network': Network, 'boosting': Boosting, 'trees': Trees}


def make(config, seed):
    """The learner that an entry of the configuration describes."""
    return KINDS[config['kind']](config, seed)


class Blend:
    """Weighted mean of standardized log-odds, calibrated. The spreads come from out-of-fold scores, so no learner outvotes
    by confidence. `tiles`, when it has a share, is the tile network's log-odds, which models/tiles/train.py computes."""

    def __init__(self, learners, shares, spreads, slope=1.0, offset=0.0):
        self.learners, self.shares, self.spreads, self.slope, self.offset = learners, shares, spreads, slope, offset

    def log_odds(self, x, tiles=None):
        return self.slope * self.mix({n: learner.log_odds(x) for n, learner in self.learners.items()} | {'tiles': tiles}) + self.offset

    def mix(self, scores):
        total = sum(self.shares.values())
        return sum(share / total / self.spreads[n] * scores[n] for n, share in self.shares.items())
