package org.mollify.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules, as {@code docs/architecture.md} draws them. */
@AnalyzeClasses(packages = "org.mollify", importOptions = DoNotIncludeTests.class)
class ModuleArrowsTest {

  @ArchTest
  static final ArchRule modules_know_each_other_only_along_the_arrows =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("models")
          .definedBy("org.mollify.models..")
          .layer("trainer")
          .definedBy("org.mollify.trainer..")
          .layer("runtime")
          .definedBy("org.mollify.runtime..")
          .layer("exporter")
          .definedBy("org.mollify.exporter..")
          .layer("server")
          .definedBy("org.mollify.server..")
          .layer("experiments")
          .definedBy("org.mollify.experiments..")
          .layer("cli")
          .definedBy("org.mollify.cli..")
          .whereLayer("models")
          .mayNotAccessAnyLayer()
          .whereLayer("runtime")
          .mayNotAccessAnyLayer()
          .whereLayer("trainer")
          .mayOnlyAccessLayers("models")
          .whereLayer("exporter")
          .mayOnlyAccessLayers("models", "runtime")
          .whereLayer("server")
          .mayOnlyAccessLayers("runtime")
          .whereLayer("experiments")
          .mayOnlyAccessLayers("models", "trainer", "runtime", "exporter")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule every_class_lives_in_the_package_of_its_module =
      classes()
          .should()
          .resideInAnyPackage(
              "org.mollify.models..",
              "org.mollify.trainer..",
              "org.mollify.runtime..",
              "org.mollify.exporter..",
              "org.mollify.server..",
              "org.mollify.experiments..",
              "org.mollify.cli..")
          .allowEmptyShould(true);

  /** No circle of sub-packages, in any module. */
  static final class Cycles {
    @ArchTest static final ArchRule in_models = noCyclesIn("models");
    @ArchTest static final ArchRule in_trainer = noCyclesIn("trainer");
    @ArchTest static final ArchRule in_runtime = noCyclesIn("runtime");
    @ArchTest static final ArchRule in_exporter = noCyclesIn("exporter");
    @ArchTest static final ArchRule in_server = noCyclesIn("server");
    @ArchTest static final ArchRule in_experiments = noCyclesIn("experiments");
    @ArchTest static final ArchRule in_cli = noCyclesIn("cli");

    private Cycles() {}

    private static ArchRule noCyclesIn(String module) {
      return slices()
          .matching("org.mollify." + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
    }
  }

  @ArchTest static final ArchTests sub_packages_form_no_cycles = ArchTests.in(Cycles.class);
}
