package org.mollify.experiments.inception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.mollify.experiments.torchfile.TorchFile;
import org.mollify.experiments.torchfile.TorchTensor;
import org.mollify.runtime.bundle.Fingerprint;
import org.mollify.trainer.data.InvalidDataException;

/**
 * The published weights of pytorch-fid's Inception network. They cannot be shipped with this
 * program; the file is looked up, and told from any other by its digest, of which the published
 * name holds the first eight digits.
 */
public final class InceptionWeights implements ConvolutionWeights {

  /** Name of the published file. */
  public static final String FILE = "pt_inception-2015-12-05-6726825d.pth";

  private static final String FOLDER = "inception";
  private static final String DIGEST_START = "6726825d";

  /** Epsilon of all batch normalisations of torchvision's Inception v3. */
  private static final double EPSILON = 0.001;

  private final Map<String, TorchTensor> tensors;
  private final Path path;

  private InceptionWeights(Map<String, TorchTensor> tensors, Path path) {
    this.tensors = tensors;
    this.path = path;
  }

  /**
   * Finds the file below a data folder.
   *
   * @param dataFolder the data folder; the file stands in its folder {@code inception}
   * @return the file
   * @throws InvalidDataException with one line that says what is missing, where it is published and
   *     where to put it
   */
  public static Path locate(Path dataFolder) throws InvalidDataException {
    Path path = place(dataFolder);
    if (!Files.isRegularFile(path)) {
      throw new InvalidDataException(
          ("the Inception weights for FID are missing: download %s (95 MB, sha256 begins with %s)"
                  + " from the release fid_weights of github.com/mseitzer/pytorch-fid and put it at"
                  + " %s; a distance over other features needs no such file")
              .formatted(FILE, DIGEST_START, path));
    }
    return path;
  }

  /**
   * Says whether the file stands in its place.
   *
   * @param dataFolder the data folder
   * @return whether {@link #locate} would find it
   */
  public static boolean isThere(Path dataFolder) {
    return Files.isRegularFile(place(dataFolder));
  }

  private static Path place(Path dataFolder) {
    return dataFolder.resolve(FOLDER).resolve(FILE);
  }

  /**
   * Tells the published file from any other.
   *
   * @param path the file
   * @return its sha256
   * @throws InvalidDataException with one line if it is missing or not the published one
   * @throws IOException if the file cannot be read
   */
  static String published(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new InvalidDataException("there is no file " + path);
    }
    String digest = Fingerprint.of(path).sha256();
    if (!digest.startsWith(DIGEST_START)) {
      throw new InvalidDataException(
          "%s is not the published file: its sha256 is %s, expected one that begins with %s; download it again"
              .formatted(path, digest, DIGEST_START));
    }
    return digest;
  }

  /**
   * Reads a file of the published layout, whatever its digest.
   *
   * @param path the file
   * @throws InvalidDataException with one line if it is damaged
   * @throws IOException if the file cannot be read
   */
  static InceptionWeights unchecked(Path path) throws IOException {
    return new InceptionWeights(TorchFile.read(path), path);
  }

  /** {@code w' = w g / sqrt(v + eps)}, {@code b' = b - m g / sqrt(v + eps)}, in double. */
  @Override
  public Folded of(String name, int outputs, int inputs, int height, int width) {
    float[] weight = values(name + ".conv.weight", outputs, inputs, height, width).clone();
    float[] gain = values(name + ".bn.weight", outputs);
    float[] shift = values(name + ".bn.bias", outputs);
    float[] mean = values(name + ".bn.running_mean", outputs);
    float[] variance = values(name + ".bn.running_var", outputs);
    float[] bias = new float[outputs];
    int size = inputs * height * width;
    for (int c = 0; c < outputs; c++) {
      double factor = gain[c] / Math.sqrt(variance[c] + EPSILON);
      bias[c] = (float) (shift[c] - mean[c] * factor);
      for (int i = c * size; i < (c + 1) * size; i++) {
        weight[i] = (float) (weight[i] * factor);
      }
    }
    return new Folded(weight, bias);
  }

  private float[] values(String name, long... shape) {
    TorchTensor tensor = tensors.get(name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s is not pytorch-fid's Inception network: expected %s of shape %s, found %s"
              .formatted(
                  path,
                  name,
                  Arrays.toString(shape),
                  tensor == null ? "none" : Arrays.toString(tensor.shape())));
    }
    return tensor.values();
  }
}
