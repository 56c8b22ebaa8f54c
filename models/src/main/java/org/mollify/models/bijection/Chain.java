package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.block.Pass;

/**
 * Bijections one after the other: {@code z = f_K(... f_1(x))}, log-determinants added (paper eq.
 * 8).
 */
public final class Chain extends Bijection {

  private final List<Bijection> links;

  /**
   * Creates a chain.
   *
   * @param links the bijections in the order data meets them, at least one
   */
  public Chain(List<? extends Bijection> links) {
    if (links.isEmpty()) {
      throw new IllegalArgumentException("a chain expects at least one bijection; got none");
    }
    this.links = List.copyOf(links);
    this.links.forEach(link -> addChildBlock(link.getClass().getSimpleName(), link));
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    Transformed result = links.get(0).forward(pass, x);
    for (Bijection link : links.subList(1, links.size())) {
      result = then(result, link.forward(pass, result.value()));
    }
    return result;
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    int last = links.size() - 1;
    Transformed result = links.get(last).inverse(pass, z);
    for (int i = last - 1; i >= 0; i--) {
      result = then(result, links.get(i).inverse(pass, result.value()));
    }
    return result;
  }

  private static Transformed then(Transformed before, Transformed after) {
    return new Transformed(after.value(), before.logDeterminant().add(after.logDeterminant()));
  }

  @Override
  public boolean hasStatistics() {
    return links.stream().anyMatch(Bijection::hasStatistics);
  }

  /**
   * Refreshes link by link, so that each sees the data as the refreshed links before it pass it on:
   * the same as one training-mode pass over the whole set, in bounded memory.
   */
  @Override
  public void refreshStatistics(Iterable<NDArray> chunks) {
    int last = links.size() - 1;
    while (last >= 0 && !links.get(last).hasStatistics()) {
      last--;
    }
    if (last < 0) {
      return;
    }
    List<NDArray> current = new ArrayList<>();
    chunks.forEach(current::add);
    try (NDManager scope = current.get(0).getManager().newSubManager()) {
      for (int i = 0; i <= last; i++) {
        links.get(i).refreshStatistics(current);
        if (i < last) {
          current = advance(links.get(i), current, scope);
        }
      }
    }
  }

  @Override
  public boolean readsFirstBatch() {
    return links.stream().anyMatch(Bijection::readsFirstBatch);
  }

  /** Hands on the batch link by link, as a training pass through the links already set. */
  @Override
  public void readFirstBatch(NDArray batch) {
    if (!readsFirstBatch()) {
      return;
    }
    try (NDManager scope = batch.getManager().newSubManager()) {
      NDArray current = batch;
      for (Bijection link : links) {
        link.readFirstBatch(current);
        current = advance(link, current, scope, true);
      }
    }
  }

  @Override
  public void maskWeights() {
    links.forEach(Bijection::maskWeights);
  }

  @Override
  public void maskGradients() {
    links.forEach(Bijection::maskGradients);
  }

  private static List<NDArray> advance(Bijection link, List<NDArray> chunks, NDManager scope) {
    List<NDArray> advanced = new ArrayList<>(chunks.size());
    for (NDArray chunk : chunks) {
      advanced.add(advance(link, chunk, scope, false));
    }
    return advanced;
  }

  /**
   * What a bijection makes of items; everything else it computes is gone at once.
   *
   * @param link the bijection
   * @param items its input, {@code [N, ...]}
   * @param scope owner of the result
   * @param training whether the pass is one of training
   * @return the transformed items
   */
  public static NDArray advance(Bijection link, NDArray items, NDManager scope, boolean training) {
    try (NDManager manager = scope.newSubManager()) {
      NDArray view = items.reshape(items.getShape());
      view.attach(manager);
      Pass pass =
          training ? Pass.training(manager, Pass.InnerGradient.NONE) : Pass.evaluation(manager);
      NDArray value = link.forward(pass, view).value();
      value.attach(scope);
      return value;
    }
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape shape = inputShapes[0];
    for (Bijection link : links) {
      shape = link.getOutputShapes(new Shape[] {shape})[0];
    }
    return new Shape[] {shape, new Shape(shape.get(0))};
  }

  /** {@inheritDoc} */
  @Override
  public List<Shape> latentShapes(Shape item) {
    Shape shape = new Shape(1).addAll(item);
    for (Bijection link : links.subList(0, links.size() - 1)) {
      shape = link.getOutputShapes(new Shape[] {shape})[0];
    }
    return links.get(links.size() - 1).latentShapes(shape.slice(1));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    Shape shape = inputShapes[0];
    for (Bijection link : links) {
      link.initialize(manager, type, shape);
      shape = link.getOutputShapes(new Shape[] {shape})[0];
    }
  }
}
