package org.mollify.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.MessageDigest;
import java.util.Arrays;
import org.mollify.server.security.ApiKey;
import org.slf4j.Logger;

/** How secrets are handled. */
@AnalyzeClasses(packages = "org.mollify.server", importOptions = DoNotIncludeTests.class)
class SecretsTest {

  @ArchTest
  static final ArchRule keys_are_compared_in_constant_time =
      classes()
          .that()
          .areAssignableTo(ApiKey.class)
          .should()
          .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
          .because("the time of a comparison must not tell how much of a key was right");

  @ArchTest
  static final ArchRule nothing_of_keys_is_compared_otherwise =
      noClasses()
          .that()
          .resideInAPackage("org.mollify.server.security..")
          .should()
          .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
          .orShould()
          .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
          .orShould()
          .callMethod(Arrays.class, "mismatch", byte[].class, byte[].class);

  @ArchTest
  static final ArchRule what_handles_keys_writes_no_log =
      noClasses()
          .that()
          .resideInAPackage("org.mollify.server.security..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Logger.class);
}
