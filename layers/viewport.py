"""Map to screen and back: which land a picture shows, and how large."""

from dataclasses import replace

from mapper.lazy_dataclass import dataclass

Bounds = tuple[float, float, float, float]
Point = tuple[float, float]

MM_PER_INCH = 25.4
SCREEN_PX_PER_MM = 96 / MM_PER_INCH
_FINEST_M_PER_PX = 0.001
_COARSEST_M_PER_PX = 100_000.0


@dataclass(frozen=True)
class Viewport:
    """A rectangle of land drawn on a rectangle of pixels, north up.

    Attributes
    ----------
    center_xy_m
        What is in the middle, in metres of the project's map CRS.
    metres_per_px
        Metres of land that one pixel shows.
    width_px, height_px
        Size of the picture; y grows downwards.
    px_per_mm
        Pixels in one millimetre of the picture as it is seen or printed; 96 dpi unless told otherwise.
    """

    center_xy_m: Point
    metres_per_px: float
    width_px: float
    height_px: float
    px_per_mm: float = SCREEN_PX_PER_MM

    def __post_init__(self) -> None:
        if not (self.metres_per_px > 0 and self.width_px > 0 and self.height_px > 0 and self.px_per_mm > 0):
            raise ValueError(f"a picture has a size and a scale: {self}")

    @classmethod
    def fitted(
        cls,
        bounds_m: Bounds,
        width_px: float,
        height_px: float,
        margin_px: float = 24,
        px_per_mm: float = SCREEN_PX_PER_MM,
    ) -> "Viewport":
        """All of this land, as large as it goes, with a margin around it."""
        west, south, east, north = bounds_m
        room_x, room_y = max(width_px - 2 * margin_px, 1.0), max(height_px - 2 * margin_px, 1.0)
        metres_per_px = max((east - west) / room_x, (north - south) / room_y, _FINEST_M_PER_PX)
        return cls(((west + east) / 2, (south + north) / 2), metres_per_px, width_px, height_px, px_per_mm)

    @property
    def scale_denominator(self) -> float:
        """The map scale's denominator: metres of land in one metre of the picture."""
        return self.metres_per_px * self.px_per_mm * 1000

    @property
    def px_scale(self) -> float:
        """Pixels of this picture in one pixel at 96 dpi; what sizes in ``*_px`` are multiplied by."""
        return self.px_per_mm / SCREEN_PX_PER_MM

    @property
    def bounds_m(self) -> Bounds:
        """West, south, east, north of the land shown, in metres."""
        x, y = self.center_xy_m
        half_x, half_y = self.width_px / 2 * self.metres_per_px, self.height_px / 2 * self.metres_per_px
        return x - half_x, y - half_y, x + half_x, y + half_y

    def to_screen(self, xy: Point) -> Point:
        """Metres to pixels."""
        return (
            (xy[0] - self.center_xy_m[0]) / self.metres_per_px + self.width_px / 2,
            (self.center_xy_m[1] - xy[1]) / self.metres_per_px + self.height_px / 2,
        )

    def to_map(self, xy: Point) -> Point:
        """Pixels to metres."""
        return (
            (xy[0] - self.width_px / 2) * self.metres_per_px + self.center_xy_m[0],
            (self.height_px / 2 - xy[1]) * self.metres_per_px + self.center_xy_m[1],
        )

    def panned(self, dx_px: float, dy_px: float) -> "Viewport":
        """The land moved by so many pixels to the right and down, as a hand drags paper."""
        x, y = self.center_xy_m
        return replace(self, center_xy_m=(x - dx_px * self.metres_per_px, y + dy_px * self.metres_per_px))

    def zoomed(self, factor: float, at_px: Point) -> "Viewport":
        """Drawn ``factor`` times as large; the land under ``at_px`` stays there."""
        metres_per_px = min(max(self.metres_per_px / factor, _FINEST_M_PER_PX), _COARSEST_M_PER_PX)
        x, y = self.to_map(at_px)
        dx, dy = at_px[0] - self.width_px / 2, self.height_px / 2 - at_px[1]
        return replace(self, center_xy_m=(x - dx * metres_per_px, y - dy * metres_per_px), metres_per_px=metres_per_px)

    def resized(self, width_px: float, height_px: float) -> "Viewport":
        """The same middle and scale in a picture of another size."""
        return replace(self, width_px=width_px, height_px=height_px)
