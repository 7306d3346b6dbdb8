"""Pictures that people send: decoded with care, made small, and stripped of all that is not picture."""

from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 25_000_000
QUALITY = 85


class PictureRefused(Exception):
    """Not a picture that can be used."""


class PictureTooLarge(PictureRefused):
    """More than `MOST_PIXELS` pixels; it was not decoded."""


def webp(source: BinaryIO, *, side: int) -> bytes:
    """The picture in `source` as WebP, upright, at most `side` pixels wide and high, without metadata.

    Reads JPEG, PNG, WebP and GIF (its first frame) by their content; the name and the stated type are not looked at.
    Raises PictureTooLarge, or PictureRefused for anything that does not decode.
    """
    try:
        with Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge
            picture.draft("RGB", (2 * side, 2 * side))  # lets the JPEG decoder read a smaller version at once
            upright = ImageOps.exif_transpose(picture)
            upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureRefused from error
    made = BytesIO()
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    bare.save(made, "WEBP", quality=QUALITY)
    return made.getvalue()
