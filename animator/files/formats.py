"""What the suffix of an output makes.

This table is the only place that lists the suffixes: help texts, checks, messages and the Makefile
take them from here.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["film", "picture", "map", "gallery", "curves", "page", "table"]


@dataclass(frozen=True, slots=True)
class Format:
    """Hold what a suffix stands for.

    of_logs and of_folder are the function that makes it of logs, and the one that makes it of the
    table of a folder of logs, or of curves, each as MODULE:FUNCTION. The module imports all that
    the work needs.
    """

    kind: Kind
    of_logs: str
    of_folder: str
    # The output options of a film, such as its encoder.
    ffmpeg: dict[str, Any] = field(default_factory=dict)


# The colours of HD video, in pixels that every player can show. Players guess what has no label.
# ffmpeg 4 takes the labels from here, ffmpeg 8 from the frames, which film.py labels.
YUV = {
    "pix_fmt": "yuv420p",
    "color_range": "tv",
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "colorspace": "bt709",
}

# These settings take a quarter less time than x264's defaults. Films of dots and lines are slightly
# smaller for it, and closer to the frames by SSIM and by PSNR. Moving edges gain little from motion
# in fractions of a pixel (subme) and lose by smoothing (deblock); more frames to refer to (ref) and
# a wider search (me) make up for the former. More than 5 frames of a 4K film few players can hold.
H264 = {
    "format": "mp4",
    "vcodec": "libx264",
    "profile:v": "high",
    "tune": "ssim",
    "x264-params": "crf=21.5:subme=2:ref=5:me=umh:no-deblock=1",
    **YUV,
    "movflags": "+faststart",  # a browser can start before it has the whole file
}
# VP9's realtime mode takes half the time of H.264 for these films, at the same quality and size.
# The default mode takes three times as long, for a file that is a fifth smaller.
VP9 = {
    "format": "webm",
    "vcodec": "libvpx-vp9",
    **YUV,
    "deadline": "realtime",
    "cpu-used": 6,
    "row-mt": 1,
    "crf": 31,
    "video_bitrate": 0,  # constant quality: crf decides
}
GIF = {"format": "gif", "vcodec": "gif", "loop": 0}  # 0: for ever

FILM = "files.drawing:write_film"
PICTURE, MAP = "files.drawing:write_picture", "map.drawing:write_map"
PAGE, MAP_PAGE = "page.document:write_page", "map.page:write_map_page"
FOLDER_TABLE = "files.tables:write_table"
GALLERY = "map.gallery:write_gallery"  # also as a picture, if that is what a map is to show

FORMATS = {
    ".mp4": Format("film", FILM, GALLERY, ffmpeg=H264),
    ".webm": Format("film", FILM, GALLERY, ffmpeg=VP9),
    ".gif": Format("film", FILM, GALLERY, ffmpeg=GIF),
    ".png": Format("picture", PICTURE, MAP),
    ".svg": Format("picture", PICTURE, MAP),
    ".pdf": Format("picture", PICTURE, MAP),
    ".html": Format("page", PAGE, MAP_PAGE),
    ".csv": Format("table", "files.tables:write_csv", FOLDER_TABLE),
    ".parquet": Format("table", "files.parquet_file:write_parquet", FOLDER_TABLE),
}


def suffixes(kind: Kind | None = None) -> str:
    """Return the suffixes of a kind, or all of them, as messages show them."""
    return " ".join(s for s, format_ in FORMATS.items() if kind in (None, format_.kind))
