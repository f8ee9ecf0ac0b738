"""The integer-named properties of objects and arrays: a sequence with holes, kept densely or sparsely."""

from __future__ import annotations

from clonewire.jstypes.array_properties import AbstractArrayProperties as AbstractArrayProperties
from clonewire.jstypes.array_properties import ArrayProperties as ArrayProperties
from clonewire.jstypes.array_properties import ArrayPropertiesElementsView as ArrayPropertiesElementsView
from clonewire.jstypes.array_regions import EmptyRegion as EmptyRegion
from clonewire.jstypes.array_regions import OccupiedRegion as OccupiedRegion
from clonewire.jstypes.array_regions import alternating_regions as alternating_regions
from clonewire.jstypes.dense_array_properties import DenseArrayProperties as DenseArrayProperties
from clonewire.jstypes.jshole import JSHole as JSHole
from clonewire.jstypes.jshole import JSHoleEnum as JSHoleEnum
from clonewire.jstypes.jshole import JSHoleType as JSHoleType
from clonewire.jstypes.limits import MAX_ARRAY_LENGTH as MAX_ARRAY_LENGTH
from clonewire.jstypes.limits import MAX_ARRAY_LENGTH_REPR as MAX_ARRAY_LENGTH_REPR
from clonewire.jstypes.sparse_array_properties import MIN_DENSE_ARRAY_USED_RATIO as MIN_DENSE_ARRAY_USED_RATIO
from clonewire.jstypes.sparse_array_properties import MIN_SPARSE_ARRAY_SIZE as MIN_SPARSE_ARRAY_SIZE
from clonewire.jstypes.sparse_array_properties import SparseArrayProperties as SparseArrayProperties
