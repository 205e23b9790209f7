"""How a picture looks on a printer without colour, and to eyes without one of the three kinds of cones.

Matrices for linear RGB at full severity: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based
Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009). Grey is the lightness of Rec. 709.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

VISIONS = ("full", "grey", "protan", "deutan", "tritan")

_MATRICES: Mapping[str, npt.NDArray[np.float64]] = {
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def seen(image: QImage, vision: str) -> QImage:
    """The picture as it is seen; itself for ``full``."""
    if vision == "full" or image.isNull():
        return image
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), dtype=np.uint32).reshape(plain.height(), plain.bytesPerLine() // 4)
    shown, places = np.unique(rows[:, : plain.width()], return_inverse=True)
    made = np.ascontiguousarray(_colours(shown, vision)[places.reshape(plain.height(), plain.width())])
    out = QImage(made.data, plain.width(), plain.height(), plain.width() * 4, QImage.Format.Format_RGB32).copy()
    out.setDevicePixelRatio(image.devicePixelRatio())
    return out


def seen_colour(color: tuple[int, int, int], vision: str) -> tuple[int, int, int]:
    """One colour, as red, green and blue from 0 to 255."""
    if vision == "full":
        return color
    linear = _linear()[np.array(color)]
    red, green, blue = (int(part) for part in _encoded(_MATRICES[vision] @ linear))
    return red, green, blue


def _colours(packed: npt.NDArray[np.uint32], vision: str) -> npt.NDArray[np.uint32]:
    """Colours as Qt packs them."""
    parts = np.stack([(packed >> shift) & 255 for shift in (16, 8, 0)], axis=1)
    told = _encoded(_linear()[parts] @ _MATRICES[vision].T).astype(np.uint32)
    packed_again = (0xFF << 24) | (told[:, 0] << 16) | (told[:, 1] << 8) | told[:, 2]
    return packed_again.astype(np.uint32)


@lru_cache(maxsize=1)
def _linear() -> npt.NDArray[np.float64]:
    """Linear light of each value of sRGB."""
    values = np.arange(256) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _encoded(linear: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Linear light as values of sRGB from 0 to 255."""
    light = np.clip(linear, 0.0, 1.0)
    return np.round(np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055) * 255)
