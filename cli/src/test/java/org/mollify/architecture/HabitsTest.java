package org.mollify.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;

/** Habits that hold in every module: seeded randomness, owned files, concepts instead of bags. */
@AnalyzeClasses(packages = "org.mollify", importOptions = DoNotIncludeTests.class)
class HabitsTest {

  @ArchTest
  static final ArchRule randomness_is_a_value_and_always_has_a_seed =
      noClasses()
          .should()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(StrictMath.class, "random")
          .orShould()
          .callConstructor(Random.class)
          .orShould()
          .callConstructor(SplittableRandom.class)
          .orShould()
          .callMethod(Collections.class, "shuffle", List.class)
          .orShould()
          .callMethod(RandomGenerator.class, "getDefault")
          .orShould()
          .callMethod(RandomGenerator.class, "of", String.class)
          .orShould()
          .callMethod(SplittableGenerator.class, "of", String.class)
          .orShould()
          .callMethod(RandomGeneratorFactory.class, "create")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(ThreadLocalRandom.class)
          .because("the same configuration and seed give the same result, bit for bit")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule only_an_entrance_draws_what_nobody_gave =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.mollify.server..", "org.mollify.cli..")
          .should()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(SecureRandom.class)
          .because("it reports the seed it chose, or the name it gave to an incident")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule only_the_checkpoint_package_of_models_touches_files =
      noClasses()
          .that()
          .resideInAPackage("org.mollify.models..")
          .and()
          .resideOutsideOfPackage("org.mollify.models.checkpoint..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Files.class, FileChannel.class)
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.io\\.(File|RandomAccessFile).*")
          .because("what a model is does not depend on how it is stored")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule libraries_leave_the_standard_streams_to_their_callers =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.mollify.models..",
              "org.mollify.runtime..",
              "org.mollify.exporter..",
              "org.mollify.server..")
          .should(ACCESS_STANDARD_STREAMS)
          .because("results belong to the caller, and events to the log")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule only_the_cli_ends_the_process =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.mollify.cli..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule a_class_is_named_for_its_concept =
      noClasses()
          .should(
              be(
                  simpleNameEndingWith("Utils")
                      .or(simpleNameEndingWith("Util"))
                      .or(simpleNameEndingWith("Helper"))
                      .or(simpleNameEndingWith("Helpers"))))
          .because("a grab-bag has no one job")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule what_is_differentiated_multiplies_by_arrays_and_not_by_numbers =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.mollify.models.bijection..",
              "org.mollify.models.flow..",
              "org.mollify.models.network..",
              "org.mollify.models.density..",
              "org.mollify.models.block..")
          .should()
          .callMethodWhere(
              target(nameMatching("(mul|div|pow|mod)i?"))
                  .and(target(owner(assignableTo(NDArray.class))))
                  .and(target(rawParameterTypes(Number.class))))
          .because("backward would read the number from memory that is freed by then; see Scalar")
          .allowEmptyShould(true);
}
