"""Colours as those see them who lack red or green cones, and how far apart two colours then are.

G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", IEEE TVCG 15 (2009), the matrices for severity 1.0, which apply to linear RGB. This is not the model that
``layers.classes.beat_colours`` chooses by, so that one mistake does not hide in both.
"""

import numpy as np

MACHADO = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _XYZ.sum(axis=1)


def linear(color: str) -> np.ndarray:
    """``#rrggbb`` as linear RGB, 0–1."""
    rgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(color: str, sight: str) -> np.ndarray:
    """CIE L*a*b* of a colour as that sight has it."""
    t = _XYZ @ np.clip(MACHADO[sight] @ linear(color), 0, 1) / _WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str) -> float:
    """The least CIE 1976 difference of two colours over the three sights; 2.3 is just noticed side by side."""
    return min(float(np.linalg.norm(lab(one, sight) - lab(other, sight))) for sight in MACHADO)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio, 1–21."""
    light = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)
