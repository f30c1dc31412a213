# SPDX-License-Identifier: Apache-2.0
"""Arrays, as the compiled module needs them. NumPy is imported when the first one is made."""

from __future__ import annotations

from typing import Any

_PILLOW_MODES = {"L", "LA", "RGB", "RGBA", "I;16", "F"}
_FORMATS = {"|u1": "B", "<u2": "H", "<f2": "e", "<f4": "f"}


def empty(shape: tuple[int, ...], dtype: str) -> Any:
    """A NumPy array that nothing has been written to."""
    try:
        import numpy
    except ImportError:
        raise ImportError(
            "penstock gives pictures to functions as NumPy arrays, and NumPy is not there; "
            "install it: apt install python3-numpy, or pip install numpy") from None
    return numpy.empty(shape, dtype)


def with_buffer(value: Any) -> Any:
    """An object with a buffer for one that has none: for Pillow's images, and for others that NumPy understands."""
    mode = getattr(value, "mode", None)
    if isinstance(mode, str) and hasattr(value, "getbands") and mode not in _PILLOW_MODES:
        raise ValueError(f'found a Pillow image of mode "{mode}"; expected {", ".join(sorted(_PILLOW_MODES))}; '
                         'convert it, with image.convert("RGB") say')
    interface = getattr(value, "__array_interface__", None)
    if interface is None and not hasattr(value, "__array__"):
        hint = "; cv2.imread returns None where it cannot read the file" if value is None else ""
        raise TypeError(f"found {type(value).__name__}; expected an array of pixels (NumPy, or anything with a buffer) "
                        f"or a Pillow image{hint}")
    if interface is not None and isinstance(interface.get("data"), bytes) and interface["typestr"] in _FORMATS:
        return memoryview(interface["data"]).cast(_FORMATS[interface["typestr"]], interface["shape"])
    import numpy
    return numpy.asarray(value)
