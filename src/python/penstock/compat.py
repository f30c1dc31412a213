# SPDX-License-Identifier: Apache-2.0
"""For programs that use OpenCV: the same classes, with channels in OpenCV's order."""

from __future__ import annotations

from typing import Any

from ._saver import ImagesSaver as _ImagesSaver


class ImagesSaver(_ImagesSaver):
    """`penstock.ImagesSaver` for arrays whose channels are BGR or BGRA, as OpenCV has them."""

    def __init__(self, path: Any, queue_size: int = 8, as_bytes: bool = False, *, bgr: bool = True, **options: Any) -> None:
        super().__init__(path, queue_size, as_bytes, bgr=bgr, **options)


__all__ = ["ImagesSaver"]
