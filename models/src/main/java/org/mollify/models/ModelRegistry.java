package org.mollify.models;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.models.ModelFamily.Items;
import org.mollify.models.density.DensityModel;
import org.mollify.models.flow.Glow;
import org.mollify.models.flow.ImageGlow;
import org.mollify.models.flow.ImageRealNvp;
import org.mollify.models.flow.Maf;
import org.mollify.models.flow.NeuralSplineFlow;
import org.mollify.models.flow.RealNvp;
import org.mollify.models.transform.TransformSpec;
import org.mollify.models.vae.Hvae;
import org.mollify.models.vae.Iwae;
import org.mollify.models.vae.Vae;
import org.mollify.models.vae.VaeIaf;

/** All models by name. Adding a model means adding one line here; every generic test then runs. */
public final class ModelRegistry {

  private static final Map<String, ModelFamily<?>> FAMILIES = new LinkedHashMap<>();

  static {
    register(
        new ModelFamily<>(
            "realnvp",
            "flow",
            Items.VECTORS,
            "affine couplings with batch normalisation (Dinh et al. 2017)",
            RealNvp.Options.DEFAULT,
            RealNvp::build));
    register(
        new ModelFamily<>(
            "maf",
            "flow",
            Items.VECTORS,
            "masked autoregressive layers with batch normalisation (Papamakarios et al. 2017)",
            Maf.Options.DEFAULT,
            Maf::build));
    register(
        new ModelFamily<>(
            "glow",
            "flow",
            Items.VECTORS,
            "normalisation, invertible linear map and coupling (Kingma and Dhariwal 2018)",
            Glow.Options.DEFAULT,
            Glow::build));
    register(
        new ModelFamily<>(
            "nsf",
            "flow",
            Items.VECTORS,
            "rational-quadratic spline couplings (Durkan et al. 2019)",
            NeuralSplineFlow.Options.DEFAULT,
            NeuralSplineFlow::build));
    register(
        new ModelFamily<>(
            "realnvp-image",
            "flow",
            Items.IMAGES,
            "multi-scale affine couplings over checkerboards and channels (Dinh et al. 2017)",
            ImageRealNvp.Options.DEFAULT,
            ImageRealNvp::build));
    register(
        new ModelFamily<>(
            "glow-image",
            "flow",
            Items.IMAGES,
            "multi-scale flow with invertible 1x1 convolutions (Kingma and Dhariwal 2018)",
            ImageGlow.Options.DEFAULT,
            ImageGlow::build));
    register(
        new ModelFamily<>(
            "vae",
            "vae",
            Items.ANY,
            "variational autoencoder (Kingma and Welling 2014)",
            Vae.Options.DEFAULT,
            Vae::build));
    register(
        new ModelFamily<>(
            "beta-vae",
            "vae",
            Items.ANY,
            "VAE with a weight on the divergence (Higgins et al. 2017)",
            Vae.BetaOptions.DEFAULT,
            Vae::build));
    register(
        new ModelFamily<>(
            "iwae",
            "vae",
            Items.ANY,
            "importance-weighted autoencoder (Burda et al. 2016)",
            Iwae.Options.DEFAULT,
            Iwae::build));
    register(
        new ModelFamily<>(
            "vae-iaf",
            "vae",
            Items.ANY,
            "VAE with an inverse autoregressive posterior (Kingma et al. 2016)",
            VaeIaf.Options.DEFAULT,
            VaeIaf::build));
    register(
        new ModelFamily<>(
            "hvae",
            "vae",
            Items.ANY,
            "Hamiltonian VAE (Caterini et al. 2018)",
            Hvae.Options.DEFAULT,
            Hvae::build));
  }

  private ModelRegistry() {}

  private static void register(ModelFamily<?> family) {
    FAMILIES.put(family.name(), family);
  }

  /**
   * Returns all models.
   *
   * @return the families in the order of registration
   */
  public static Collection<ModelFamily<?>> all() {
    return List.copyOf(FAMILIES.values());
  }

  /**
   * Finds a model.
   *
   * @param name registry name
   * @return the family
   * @throws IllegalArgumentException naming the nearest model, if there is none of that name
   */
  public static ModelFamily<?> get(String name) {
    ModelFamily<?> family = FAMILIES.get(name);
    if (family == null) {
      throw new IllegalArgumentException(
          "unknown model %s%s; models are %s"
              .formatted(
                  name,
                  NearestName.hint(name, FAMILIES.keySet()),
                  String.join(", ", FAMILIES.keySet())));
    }
    return family;
  }

  /**
   * Describes a model over given data.
   *
   * @param name registry name
   * @param options options that differ from the defaults
   * @param data what one raw item looks like
   * @param transform from raw units into model space
   * @return the description, complete with all options
   */
  public static ModelSpec describe(
      String name, Map<String, ?> options, DataSpec data, TransformSpec transform) {
    return new ModelSpec(
        ModelSpec.FORMAT_VERSION, name, get(name).options(options), data, transform);
  }

  /**
   * Builds an uninitialised model.
   *
   * @param spec the description
   * @return the model
   */
  public static DensityModel build(ModelSpec spec) {
    return get(spec.model()).build(spec.transform().build(), spec.options());
  }
}
