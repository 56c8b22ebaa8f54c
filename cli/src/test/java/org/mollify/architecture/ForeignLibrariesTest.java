package org.mollify.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may use which library. Banned dependencies in the poms hold the same lines. */
@AnalyzeClasses(packages = "org.mollify", importOptions = DoNotIncludeTests.class)
class ForeignLibrariesTest {

  private static final String MODELS = "org.mollify.models..";
  private static final String TRAINER = "org.mollify.trainer..";
  private static final String RUNTIME = "org.mollify.runtime..";
  private static final String EXPORTER = "org.mollify.exporter..";
  private static final String SERVER = "org.mollify.server..";
  private static final String EXPERIMENTS = "org.mollify.experiments..";
  private static final String CLI = "org.mollify.cli..";

  @ArchTest
  static final ArchRule runtime_and_server_know_no_djl =
      noClasses()
          .that()
          .resideInAnyPackage(RUNTIME, SERVER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..")
          .because("a server image contains no libtorch, and any JVM program can embed the runtime")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule only_trainer_and_cli_name_the_engine =
      only("ai.djl.pytorch..", TRAINER, CLI)
          .because("models and their export are written against the DJL API alone");

  @ArchTest
  static final ArchRule only_runtime_and_exporter_and_cli_name_onnx_runtime =
      only("ai.onnxruntime..", RUNTIME, EXPORTER, CLI)
          .because("native sessions and tensors have their owners there");

  @ArchTest
  static final ArchRule only_the_runtime_codes_images =
      only("com.jcraft.jzlib..", RUNTIME)
          .because("the lengths in a bundle and those of new images come from one coder");

  @ArchTest
  static final ArchRule only_the_exporter_names_protobuf =
      only("com.google.protobuf..", EXPORTER).because("only it writes ONNX graphs");

  @ArchTest
  static final ArchRule only_the_server_names_the_web_server = only("io.javalin..", SERVER);

  @ArchTest static final ArchRule only_the_server_names_jetty = only("org.eclipse.jetty..", SERVER);

  @ArchTest
  static final ArchRule only_the_server_names_the_metrics_library = only("io.micrometer..", SERVER);

  @ArchTest
  static final ArchRule only_the_server_names_arrow =
      only("org.apache.arrow..", SERVER)
          .because("its native memory needs an opened module, which embedders of the runtime lack");

  @ArchTest static final ArchRule only_the_cli_names_picocli = only("picocli..", CLI);

  @ArchTest
  static final ArchRule only_experiments_and_trainer_draw_plots =
      only("org.knowm.xchart..", EXPERIMENTS, TRAINER);

  @ArchTest
  static final ArchRule models_do_their_linear_algebra_themselves =
      only("org.ejml..", MODELS, TRAINER, EXPERIMENTS);

  @ArchTest
  static final ArchRule only_experiments_compare_with_another_detector =
      only("com.amazon.randomcutforest..", EXPERIMENTS);

  private static ArchRule only(String library, String... modules) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(modules)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library)
        .allowEmptyShould(true);
  }
}
