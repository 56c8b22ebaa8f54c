package org.mollify.trainer.optim;

import static org.mollify.trainer.optim.GradientMemory.CHUNK;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import org.mollify.trainer.optim.UpdateRule.StepConstants;

/**
 * State in Java arrays, for a parameter in CPU memory. Each chunk of state is an array of its own:
 * the compiler vectorises the update only where all its arrays are indexed alike, so parameter and
 * gradient pass through chunks that begin at zero, and the state needs no copying.
 */
final class MemoryState implements ParameterState {
  private final TrainedParameter parameter;
  private final float[][] first;
  private final float[][] second;
  private final float[] parameterChunk;
  private final float[] gradientChunk;

  /**
   * Creates a state of zeros.
   *
   * @param parameterChunk room for one chunk, may be shared
   * @param gradientChunk room for one chunk, may be shared
   */
  MemoryState(TrainedParameter parameter, float[] parameterChunk, float[] gradientChunk) {
    this.parameter = parameter;
    this.parameterChunk = parameterChunk;
    this.gradientChunk = gradientChunk;
    this.first = chunks(parameter.size());
    this.second = chunks(parameter.size());
  }

  private static float[][] chunks(int size) {
    float[][] chunks = new float[(size + CHUNK - 1) / CHUNK][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = new float[Math.min(CHUNK, size - i * CHUNK)];
    }
    return chunks;
  }

  @Override
  public void update(UpdateRule rule, StepConstants constants) {
    FloatBuffer values = parameter.memory();
    try (NDArray gradient = parameter.array().getGradient()) {
      FloatBuffer gradients = TrainedParameter.view(gradient);
      for (int i = 0; i < first.length; i++) {
        int start = i * CHUNK;
        int count = first[i].length;
        values.get(start, parameterChunk, 0, count);
        gradients.get(start, gradientChunk, 0, count);
        rule.update(parameterChunk, gradientChunk, first[i], second[i], count, constants);
        values.put(start, parameterChunk, 0, count);
        GradientMemory.zero(gradients, start, count);
      }
    }
  }

  @Override
  public NDArray exportFirst(NDManager manager) {
    return export(first, manager);
  }

  @Override
  public NDArray exportSecond(NDManager manager) {
    return export(second, manager);
  }

  private NDArray export(float[][] chunks, NDManager manager) {
    FloatBuffer all = FloatBuffer.allocate(parameter.size());
    for (float[] chunk : chunks) {
      all.put(chunk);
    }
    return manager.create(all.rewind(), parameter.shape());
  }

  @Override
  public void restore(NDArray firstValues, NDArray secondValues) {
    restore(first, firstValues.toFloatArray());
    restore(second, secondValues.toFloatArray());
  }

  private static void restore(float[][] chunks, float[] values) {
    for (int i = 0; i < chunks.length; i++) {
      System.arraycopy(values, i * CHUNK, chunks[i], 0, chunks[i].length);
    }
  }
}
