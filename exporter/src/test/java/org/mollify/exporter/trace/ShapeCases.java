package org.mollify.exporter.trace;

import static ai.djl.ndarray.types.DataType.INT32;
import static ai.djl.ndarray.types.DataType.INT64;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Blocks;
import java.util.List;
import java.util.stream.Stream;

/** Parity cases for reductions, layout, indexing and products. */
final class ShapeCases {
  private static final Shape ROWS = Case.ROWS;
  private static final Shape IMAGES = Case.IMAGES;
  private static final Shape SAMPLES = new Shape(-1, 5, 4);

  private ShapeCases() {}

  static Stream<Case> all() {
    return Stream.of(reductions(), layout(), repetition(), joining(), indexing(), products())
        .flatMap(List::stream);
  }

  private static int[] axes(int... axes) {
    return axes;
  }

  private static List<Case> reductions() {
    return List.of(
        Case.of("sum", NDArray::sum),
        Case.of("sum: over items", x -> x.sum(axes(0))),
        Case.of("sum: axes", IMAGES, x -> x.sum(axes(1, 2, -1))),
        Case.of("sum: kept", IMAGES, x -> x.sum(axes(1, 3), true)),
        Case.of("sum: no axes", x -> x.sum(axes())),
        Case.of("sum: integers", x -> x.sum(axes(1))).typed(INT32, INT64),
        Case.of("sum: count", x -> x.gt(0).countNonzero(1)),
        Case.of("mean", NDArray::mean),
        Case.of("mean: axis", x -> x.mean(axes(1), true)),
        Case.of("max", NDArray::max),
        Case.of("max: axis", IMAGES, x -> x.max(axes(2))),
        Case.of("min", NDArray::min),
        Case.of("min: axis", x -> x.min(axes(-1), true)),
        Case.of("min: integers", x -> x.min(axes(1))).typed(INT32, INT64),
        Case.of("prod", x -> x.get(":, 0").tanh().add(2).log().prod()),
        Case.of("prod: axis", x -> x.prod(axes(1))),
        Case.of("argMax", NDArray::argMax),
        Case.of("argMax: axis", x -> x.argMax(1)),
        Case.of("argMin", NDArray::argMin),
        Case.of("argMin: axis", x -> x.argMin(1)),
        Case.of("norm", x -> x.norm()),
        Case.of("norm: axis", x -> x.norm(axes(1), true)),
        Case.of("norm: order 1", x -> x.norm(1, axes(1), false)),
        Case.of("normalize", x -> x.normalize()),
        Case.of("normalize: order 1", IMAGES, x -> x.normalize(1, 2)),
        Case.of("cumSum", NDArray::cumSum),
        Case.of("cumSum: axis", x -> x.cumSum(1)),
        Case.of("cumSum: integers", x -> x.cumSum(1)).typed(INT32, INT64),
        Case.of("softmax", x -> x.softmax(-1)),
        Case.of("softmax: inner axis", IMAGES, x -> x.softmax(1)),
        Case.of("logSoftmax", x -> x.logSoftmax(1)),
        Case.of("log: of summed exponentials", x -> x.exp().sum(axes(1)).log()));
  }

  private static List<Case> layout() {
    return List.of(
        Case.of("reshape", IMAGES, x -> x.reshape(-1, 2, 2, 48)),
        Case.of("reshape: from its own shape", IMAGES, x -> x.reshape(x.getShape())),
        Case.of(
            "reshape: samples merged and parted",
            SAMPLES,
            x -> x.reshape(-1, 4).cumSum(1).reshape(-1, 5, 4)),
        Case.of(
            "reshape: squeezed pixels",
            IMAGES,
            x -> x.reshape(-1, 4, 4, 2, 3, 2).transpose(0, 1, 3, 5, 2, 4).reshape(-1, 16, 4, 3)),
        Case.of("flatten", x -> x.flatten().reshape(-1, 3)),
        Case.of("flatten: items", IMAGES, x -> Blocks.batchFlatten(x)),
        Case.of("flatten: axes", IMAGES, x -> x.flatten(1, 2)),
        Case.of("flatten: items and channels", IMAGES, x -> x.flatten(0, 1).reshape(-1, 4, 8, 6)),
        Case.of("expandDims", x -> x.expandDims(1)),
        Case.of("expandDims: last", x -> x.expandDims(-1)),
        Case.of("squeeze", x -> x.expandDims(1).squeeze(1)),
        Case.of(
            "squeeze: all",
            x ->
                x.expandDims(1)
                    .expandDims(-1)
                    .tile(new long[] {1, 1, 1, 1})
                    .get(":, :, 0:2")
                    .squeeze(axes(1, 3))),
        Case.of("squeeze: an axis that stays", x -> x.squeeze(1)),
        Case.of("transpose", NDArray::transpose),
        Case.of("transpose: axes", IMAGES, x -> x.transpose(0, 3, 1, 2)),
        Case.of("swapAxes", IMAGES, x -> x.swapAxes(1, -1)),
        Case.of("flip", x -> x.flip(1)),
        Case.of("flip: items and axes", IMAGES, x -> x.flip(0, 2)));
  }

  private static List<Case> repetition() {
    return List.of(
        Case.of("broadcast", x -> x.expandDims(1).broadcast(new Shape(-1, 4, 3))),
        Case.of(
            "broadcast: like another",
            ROWS,
            (a, b) -> a.get(":, 0:1").mul(2).broadcast(new Shape(b.size(0), 3))),
        Case.of("tile", x -> x.tile(new long[] {1, 2})),
        Case.of("tile: new axes", x -> x.tile(new long[] {2, 1, 1})),
        Case.of("tile: items", x -> x.tile(new long[] {2, 1}).reshape(2, -1, 3).get("1")),
        Case.of("tile: every axis", x -> x.tile(1)),
        Case.of("repeat", x -> x.repeat(1, 3)),
        Case.of("repeat: each axis", x -> x.repeat(new long[] {1, 2})),
        Case.of("repeat: items", x -> x.repeat(0, 4).reshape(-1, 4, 3)),
        Case.of("repeat: everywhere", x -> x.repeat(2).reshape(-1, 2, 6)),
        Case.of("pad", IMAGES, x -> x.pad(new Shape(1, 2, 0, 3), 1.5)),
        Case.of("pad: rows", x -> x.pad(new Shape(2, 0), 0)),
        Case.of("zerosLike", x -> x.zerosLike().add(x)),
        Case.of("onesLike", x -> x.onesLike()),
        Case.of("onesLike: of a fixed shape", x -> x.sum(axes(0)).onesLike().add(x)));
  }

  private static List<Case> joining() {
    return List.of(
        Case.of("concat", ROWS, (a, b) -> a.concat(b, 1)),
        Case.of("concat: last axis", ROWS, (a, b) -> NDArrays.concat(new NDList(a, b, a), -1)),
        Case.of("concat: items", ROWS, (a, b) -> a.concat(b).sum(axes(0))),
        Case.of("stack", ROWS, (a, b) -> NDArrays.stack(new NDList(a, b), 1)),
        Case.of("stack: last axis", ROWS, (a, b) -> NDArrays.stack(new NDList(a, b), -1)),
        Case.list("split", IMAGES, x -> x.split(2, 1)),
        Case.list("split: with a rest", ROWS, x -> x.split(2, 1)),
        Case.list("split: at indices", IMAGES, x -> x.split(new long[] {1, 4}, 2)),
        Case.list("split: one part used", IMAGES, x -> new NDList(x.split(4, 1).get(2))));
  }

  private static List<Case> indexing() {
    return List.of(
        Case.of("get", IMAGES, x -> x.get(":, 1")),
        Case.of("get: slices", IMAGES, x -> x.get(":, 1:3, ::2, 1:-1:2")),
        Case.of("get: beyond the end", IMAGES, x -> x.get(":, -2:, 5:100")),
        Case.of("get: negative position", IMAGES, x -> x.get(":, -1, :, -2")),
        Case.of("get: ellipsis", IMAGES, x -> x.get("..., 0")),
        Case.of("get: ellipsis inside", IMAGES, x -> x.get(":, ..., 1:3, 0")),
        Case.of("get: new axis", x -> x.get(new NDIndex(":, null, 1:"))),
        Case.of(
            "get: positions", x -> x.get(":, {}", x.getManager().create(new int[] {2, 0, 0, 1}))),
        Case.of(
            "get: negative positions and a slice",
            IMAGES,
            x -> x.get(":, {}, 0:2", x.getManager().create(new long[] {-1, 0}))),
        Case.of(
            "get: grid of positions",
            x -> x.get(":, {}", x.getManager().create(new int[][] {{2, 0}, {1, 1}}))),
        Case.of(
            "get: mask",
            IMAGES,
            x ->
                x.get(
                    new NDIndex()
                        .addAllDim()
                        .addBooleanIndex(
                            x.getManager().create(new boolean[] {true, false, true, true})))),
        Case.of("get: everything", x -> x.get(":").exp()),
        Case.of("get: numbers", x -> x.transpose().get(1)),
        Case.of("gather", x -> x.gather(x.argMax(1).expandDims(1), 1)),
        new Case(
            "take",
            List.of(ROWS),
            java.util.Set.of(INT64),
            (x, p) ->
                new NDList(
                    x.getManager().create(new float[] {3, 1, 4, 1, 5}).take(x.head().abs()))),
        new Case(
            "embedding",
            List.of(ROWS),
            java.util.Set.of(INT64),
            (x, p) -> {
              NDArray table = x.getManager().arange(15f).reshape(5, 3).transpose().reshape(5, 3);
              return x.singletonOrThrow()
                  .abs()
                  .getNDArrayInternal()
                  .embedding(x.singletonOrThrow().abs(), table, SparseFormat.DENSE);
            }));
  }

  private static NDArray matrix(NDArray like, int rows, int columns) {
    return like.getManager()
        .arange((float) rows * columns)
        .sub(5f)
        .div(7f)
        .reshape(rows, columns)
        .toType(like.getDataType(), false);
  }

  private static List<Case> products() {
    return List.of(
        Case.of("matMul", x -> x.matMul(matrix(x, 3, 5))),
        Case.of("matMul: constant first", x -> matrix(x, 5, 3).matMul(x.transpose()).transpose()),
        Case.of("matMul: by a vector", x -> x.matMul(matrix(x, 3, 1).reshape(3))),
        Case.of("matMul: vector first", x -> matrix(x, 1, 3).reshape(3).matMul(x.transpose())),
        Case.of("matMul: broadcast", SAMPLES, x -> x.matMul(matrix(x, 4, 2))),
        Case.of("matMul: over items", x -> x.transpose().matMul(x)),
        Case.of(
            "matMul: inverse of a constant",
            x ->
                x.matMul(
                    matrix(x, 3, 3)
                        .mul(matrix(x, 3, 3))
                        .add(matrix(x, 3, 3).transpose())
                        .inverse())),
        Case.of("batchMatMul", SAMPLES, x -> x.batchMatMul(x.transpose(0, 2, 1))),
        Case.of("dot", x -> x.dot(matrix(x, 3, 2))),
        Case.of("dot: vectors", x -> x.sum(axes(0)).dot(x.mean(axes(0)))),
        new Case(
            "linear",
            List.of(ROWS),
            Case.REALS,
            (x, p) ->
                x.head()
                    .getNDArrayInternal()
                    .linear(x.head(), matrix(x.head(), 5, 3), matrix(x.head(), 1, 5).reshape(5))),
        new Case(
            "linear: traced weight",
            List.of(SAMPLES, ROWS),
            Case.REALS,
            (x, p) ->
                x.head()
                    .getNDArrayInternal()
                    .linear(
                        x.head(),
                        x.get(1)
                            .transpose()
                            .matMul(x.get(1))
                            .concat(x.get(1).sum(axes(0)).reshape(3, 1), 1)
                            .mul(0.01f),
                        null)));
  }
}
