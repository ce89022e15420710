"""A scene as a widget: Python sets it, the reader plays it, Python reads what came out.

The folder that `cargo xtask dist` leaves has to lie below the folder in which Jupyter was started, under the name
`folder`: Jupyter's own server then hands it to the browser, and nothing comes from anywhere else.
"""

import pathlib
import struct

import anywidget
import traitlets


class Scene(anywidget.AnyWidget):
    _esm = pathlib.Path(__file__).with_name("scenes.js")

    folder = traitlets.Unicode("reverse-diffusion").tag(sync=True)
    #: The parameters of the README, by their names: {"data": "penguins", "t-star": 3}.
    scene = traitlets.Dict().tag(sync=True)
    #: The step at which the scene stands; setting it seeks.
    index = traitlets.Int(0).tag(sync=True)
    #: The whole scene with its defaults, and the particles at `index` in single precision, one after another:
    #: `numpy.frombuffer(widget.particles, "f4").reshape(widget.whole["particles"], -1)`.
    whole = traitlets.Dict().tag(sync=True)
    particles = traitlets.Bytes(b"").tag(sync=True, from_json=lambda view, _: bytes(view))

    def positions(self):
        """One tuple a particle."""
        numbers = struct.unpack(f"<{len(self.particles) // 4}f", self.particles)
        dimension = len(numbers) // self.whole["particles"] if numbers else 1
        return [numbers[i : i + dimension] for i in range(0, len(numbers), dimension)]
