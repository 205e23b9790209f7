"""Pictures held against expected ones, which are looked at by a person before they are committed."""

import os
from pathlib import Path

from PySide6.QtGui import QImage

from tests.layers.maps import Pixels, assert_same_picture, pixels

FOLDER = Path(__file__).parent / "expected"
# Letters and edges are drawn a little otherwise by another release of a font or of Qt; what stands where is not.
WORST, SHARE = 32, 0.01


def assert_as_expected(picture: Pixels, name: str, where: Path) -> None:
    """Compare with ``expected/<name>.png``; where too many pixels differ, three panels are left in a folder.

    With ``EXPECTED_PICTURES=write`` in the environment the picture becomes the expected one.
    """
    kept = FOLDER / f"{name}.png"
    if os.environ.get("EXPECTED_PICTURES") == "write":
        FOLDER.mkdir(exist_ok=True)
        high, wide, _ = picture.shape
        image = QImage(picture.tobytes(), wide, high, 3 * wide, QImage.Format.Format_RGB888)
        assert image.save(str(kept), "PNG", 0)
    assert_same_picture(picture, pixels(QImage(str(kept))), where, worst=WORST, share=SHARE)
