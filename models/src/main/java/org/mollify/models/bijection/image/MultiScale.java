package org.mollify.models.bijection.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.Pass;

/**
 * The multi-scale architecture (RealNVP, Dinh et al. 2017, section 3.6): after each scale but the
 * last, the second half of the channels leaves as latents and the first half goes on. Latents of
 * all scales come out flat, {@code [N, D]}, the finest first.
 */
public final class MultiScale extends Bijection {

  private final List<Scale> scales;
  private final List<Shape> latents;

  /**
   * One scale.
   *
   * @param steps what happens to the image there
   * @param prior density of the latents that leave; on the last scale, where nothing goes on, it
   *     cannot be conditional
   */
  public record Scale(Bijection steps, LatentPrior prior) {}

  /** Channels that go on after a scale, and the shape of the latents that leave. */
  private record Cut(long kept, Shape latents) {}

  /**
   * Arranges scales.
   *
   * @param item shape {@code [C, H, W]} of an image
   * @param scales the scales in the order data meet them, at least one
   */
  public MultiScale(Shape item, List<Scale> scales) {
    if (scales.isEmpty()) {
      throw new IllegalArgumentException("a flow expects at least one scale; got none");
    }
    this.scales = List.copyOf(scales);
    for (Scale scale : this.scales) {
      addChildBlock("steps", scale.steps);
      addChildBlock("prior", scale.prior);
    }
    this.latents = latentShapes(item);
  }

  private boolean isLast(int i) {
    return i == scales.size() - 1;
  }

  private Cut cut(int i, Shape after) {
    long kept = isLast(i) ? 0 : after.get(1) / 2;
    return new Cut(kept, new Shape(after.get(1) - kept, after.get(2), after.get(3)));
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    NDArray going = x;
    NDArray logDeterminant = x.getManager().create(0f);
    NDList parts = new NDList();
    for (int i = 0; i < scales.size(); i++) {
      Transformed stepped = scales.get(i).steps.forward(pass, going);
      NDArray value = stepped.value();
      Cut cut = cut(i, value.getShape());
      NDList halves = isLast(i) ? null : ChannelCoupling.channels(value, cut.kept);
      NDArray leaving = isLast(i) ? value : halves.get(1);
      going = isLast(i) ? null : halves.get(0);
      Transformed standard = scales.get(i).prior.forward(pass, leaving, going);
      parts.add(standard.value().reshape(-1, cut.latents.size()));
      logDeterminant = logDeterminant.add(stepped.logDeterminant()).add(standard.logDeterminant());
    }
    NDArray z = parts.size() == 1 ? parts.head() : NDArrays.concat(parts, 1);
    return new Transformed(z, logDeterminant);
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    long end = z.getShape().get(1);
    NDArray coming = null;
    NDArray logDeterminant = z.getManager().create(0f);
    for (int i = scales.size() - 1; i >= 0; i--) {
      Shape shape = latents.get(i);
      long start = end - shape.size();
      NDArray part = i == 0 && isLast(i) ? z : z.get(":, {}:{}", start, end);
      NDArray e = part.reshape(new Shape(-1).addAll(shape));
      Transformed leaving = scales.get(i).prior.inverse(pass, e, coming);
      NDArray value =
          coming == null
              ? leaving.value()
              : NDArrays.concat(new NDList(coming, leaving.value()), 1);
      Transformed stepped = scales.get(i).steps.inverse(pass, value);
      logDeterminant = logDeterminant.add(leaving.logDeterminant()).add(stepped.logDeterminant());
      coming = stepped.value();
      end = start;
    }
    return new Transformed(coming, logDeterminant);
  }

  @Override
  public boolean readsFirstBatch() {
    return scales.stream().anyMatch(scale -> scale.steps.readsFirstBatch());
  }

  @Override
  public void readFirstBatch(NDArray batch) {
    if (!readsFirstBatch()) {
      return;
    }
    try (NDManager scope = batch.getManager().newSubManager()) {
      NDArray going = batch;
      for (int i = 0; i < scales.size(); i++) {
        scales.get(i).steps.readFirstBatch(going);
        if (!isLast(i)) {
          NDArray value = Chain.advance(scales.get(i).steps, going, scope, true);
          going = value.get(":, :{}", cut(i, value.getShape()).kept);
        }
      }
    }
  }

  /** {@inheritDoc} */
  @Override
  public List<Shape> latentShapes(Shape item) {
    List<Shape> shapes = new ArrayList<>();
    Shape shape = new Shape(1).addAll(item);
    for (int i = 0; i < scales.size(); i++) {
      Shape after = scales.get(i).steps.getOutputShapes(new Shape[] {shape})[0];
      Cut cut = cut(i, after);
      shapes.add(cut.latents);
      shape = new Shape(1, cut.kept, after.get(2), after.get(3));
    }
    return List.copyOf(shapes);
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), in.slice(1).size()), new Shape(in.get(0))};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    Shape shape = inputShapes[0];
    for (int i = 0; i < scales.size(); i++) {
      scales.get(i).steps.initialize(manager, type, shape);
      Shape after = scales.get(i).steps.getOutputShapes(new Shape[] {shape})[0];
      Cut cut = cut(i, after);
      long conditioning = isLast(i) ? after.get(1) : cut.kept;
      shape = new Shape(after.get(0), conditioning, after.get(2), after.get(3));
      scales.get(i).prior.initialize(manager, type, shape);
    }
  }
}
