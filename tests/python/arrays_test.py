#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Arrays of Python in a pipeline, and back. arrays_test.py"""

import unittest

import numpy
import penstock
from support import InFolder, picture

try:
    import PIL.Image
except ImportError:
    PIL = None


def through(*items):
    """What comes out where these go in."""
    return [value for _, value in penstock.Pipeline().source(items)]


class Arrays(InFolder):
    def check(self, array, expected=None):
        result, = through(array)
        if not isinstance(result, numpy.ndarray):
            self.fail(f"found {result!r}")
        expected = array if expected is None else expected
        self.assertEqual(expected.dtype, result.dtype)
        numpy.testing.assert_array_equal(expected, result)

    def test_every_type_and_number_of_channels(self):
        for dtype in ("uint8", "uint16", "float16", "float32"):
            for channels in (1, 2, 3, 4):
                with self.subTest(dtype=dtype, channels=channels):
                    self.check(picture(channels=channels, dtype=dtype))

    def test_one_channel_may_have_a_third_dimension(self):
        array = picture(channels=1)
        self.check(array[:, :, None], array)

    def test_arrays_that_are_not_contiguous(self):
        array = picture(65, 47)
        for view in (array[::-1], array[:, ::-1], array[:, :, ::-1], array[5:20, 7:30], array[::2, ::3],
                     array.transpose(1, 0, 2), numpy.asfortranarray(array), array[:, :, 1]):
            self.check(view)
        for dtype in ("uint8", "uint16", "float16", "float32"):
            for channels in (2, 3, 4):
                planes = numpy.stack([picture(17, 13, 1, dtype, seed=channel) for channel in range(channels)])
                array = numpy.moveaxis(planes, 0, -1)
                for view in (array, array[:, ::-1], array[:, :, ::-1], numpy.ascontiguousarray(array)[:, ::2, ::-1]):
                    with self.subTest(dtype=dtype, channels=channels, strides=view.strides):
                        self.check(view)

    def test_an_array_that_may_not_be_written_to(self):
        array = picture()
        array.flags.writeable = False
        self.check(array)

    def test_whatever_has_a_buffer(self):
        self.check(memoryview(bytes(range(12))).cast("B", (3, 4)), numpy.arange(12, dtype="uint8").reshape(3, 4))

    def test_what_numpy_can_make_an_array_of(self):
        class Tensor:
            def __array__(self, *_):
                return picture(seed=3)
        self.check(Tensor(), picture(seed=3))

    def test_other_types_are_refused_with_the_remedy(self):
        for dtype, found, remedy in (("float64", "float64", 'astype("float32")'), ("int64", "int64", 'astype("uint8")'),
                                     ("bool", "bool", "* 255"), (">u2", ">u2", "native byte order")):
            with self.subTest(dtype), self.assertRaises(TypeError) as caught:
                through(numpy.zeros((4, 4), dtype))
            self.assertIn(found, str(caught.exception))
            self.assertIn("expected uint8, uint16, float16 or float32", str(caught.exception))
            self.assertIn(remedy, str(caught.exception))

    def test_other_shapes_are_refused_with_the_remedy(self):
        for shape, remedy in (((4,), "(4,)"), ((3, 10, 12), "moveaxis"), ((2, 4, 4, 3), "one by one"), ((0, 4), "(0, 4)"),
                              ((10, 12, 5), "1 to 4 channels")):
            with self.subTest(shape), self.assertRaises(ValueError) as caught:
                through(numpy.zeros(shape, "uint8"))
            self.assertIn("expected (height, width) or (height, width, channels)", str(caught.exception))
            self.assertIn(remedy, str(caught.exception))

    def test_what_has_no_pixels_is_refused(self):
        for value, text in ((None, "cv2.imread returns None"), ("photo.jpg", "found str"), (7, "found int")):
            with self.subTest(value), self.assertRaises(TypeError) as caught:
                through(value)
            self.assertIn(text, str(caught.exception))
            self.assertIn("item number 0 of the source", str(caught.exception))

    def test_an_image_as_pillow_has_them(self):
        class Image:  # without Pillow
            mode = "RGB"
            __array_interface__ = {"shape": (2, 3, 3), "typestr": "|u1", "version": 3, "data": bytes(range(18))}

            def getbands(self):
                return tuple(self.mode)
        self.check(Image(), numpy.arange(18, dtype="uint8").reshape(2, 3, 3))
        Image.mode = "P"
        with self.assertRaisesRegex(ValueError, 'mode "P"; expected .*RGB.*convert'):
            through(Image())

    @unittest.skipUnless(PIL, "without python3-pil")
    def test_images_of_pillow(self):
        for mode in ("L", "LA", "RGB", "RGBA", "I;16", "F"):
            with self.subTest(mode):
                image = PIL.Image.new(mode, (5, 3), 7 if len(mode) == 1 or mode == "I;16" else tuple(range(1, len(mode) + 1)))
                self.check(image, numpy.asarray(image))

    def test_arrays_that_functions_get_are_their_own(self):
        kept = []

        def keep(array):
            self.assertTrue(array.flags.writeable)
            self.assertTrue(array.flags.owndata)
            kept.append(array)
            array += 1
            return array
        pictures = [picture(seed=number) for number in range(30)]
        results = dict(penstock.Pipeline(max_images=2).source(pictures).transform(keep))
        self.assertEqual(30, len(kept))
        for number, array in enumerate(pictures):
            numpy.testing.assert_array_equal(array + 1, kept[number])
            numpy.testing.assert_array_equal(array + 1, results[str(number)])

    def test_what_the_source_gave_is_its_own_again(self):
        scratch = numpy.zeros((16, 16), "uint8")

        def pictures():
            for value in range(50):
                scratch[:] = value  # the one before was copied
                yield scratch
        self.assertEqual(list(range(50)), [array[3, 3] for _, array in penstock.Pipeline().source(pictures())])


if __name__ == "__main__":
    unittest.main()
