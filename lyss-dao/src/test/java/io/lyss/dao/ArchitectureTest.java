package io.lyss.dao;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What a host compiles against, and what it must not see. */
class ArchitectureTest {

  private static final String GENERATED = "io.lyss.dao.platform.jooq..";
  private static final Set<String> API =
      Set.of("io.lyss.dao", "io.lyss.dao.error", "io.lyss.dao.platform");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.lyss.dao");

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  /** Every type that the public signatures of the API name, after the member that names it. */
  private List<String> signatures() {
    List<String> named = new ArrayList<>();
    for (JavaClass type : classes) {
      if (!API.contains(type.getPackageName()) || !isVisible(type)) {
        continue;
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (isVisible(unit.getModifiers())) {
          Stream.of(
                  unit.getReturnType().getAllInvolvedRawTypes().stream(),
                  unit.getParameterTypes().stream()
                      .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream()),
                  unit.getExceptionTypes().stream())
              .flatMap(types -> types)
              .forEach(used -> named.add(unit.getFullName() + " -> " + used.getName()));
        }
      }
      type.getFields().stream()
          .filter(field -> isVisible(field.getModifiers()))
          .forEach(field -> named.add(field.getFullName() + " -> " + field.getRawType().getName()));
    }
    return named;
  }

  @Test
  void jooqIsInOneSignatureOnlyAndTheDriverInNone() {
    List<String> named = signatures();
    assertThat(named).hasSizeGreaterThan(200);
    assertThat(named.stream().filter(text -> text.contains("-> org.jooq")))
        .singleElement()
        .asString()
        .startsWith("io.lyss.dao.platform.PlatformSession$JooqWork.run(");
    assertThat(named).noneMatch(text -> text.contains("-> org.postgresql"));
  }

  @Test
  void whatIsInternalIsInNoSignature() {
    assertThat(signatures())
        .noneMatch(text -> text.contains("-> io.lyss.dao.internal"))
        .noneMatch(text -> text.contains("-> io.lyss.dao.platform.jooq"));
  }

  @Test
  void theGeneratedPackageIsUsedByThePlatformOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.lyss.dao.platform", GENERATED)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(GENERATED)
        .check(classes);
  }

  @Test
  void nobodyButASessionMakesADao() {
    constructors()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Dao")
        .should()
        .bePackagePrivate()
        .check(classes);
    constructors()
        .that()
        .areDeclaredIn(io.lyss.dao.platform.PlatformSession.class)
        .should()
        .bePackagePrivate()
        .check(classes);
  }

  @Test
  void everyPackageThatIsWrittenByHandSaysWhatMayBeNull() {
    Set<String> packages =
        classes.stream()
            .map(JavaClass::getPackage)
            .filter(p -> !p.getName().startsWith("io.lyss.dao.platform.jooq"))
            .filter(p -> p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .collect(Collectors.toSet());
    assertThat(packages)
        .containsExactlyInAnyOrder(
            "io.lyss.dao", "io.lyss.dao.error", "io.lyss.dao.internal", "io.lyss.dao.platform");
    assertThat(
            classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.startsWith("io.lyss.dao.platform.jooq")))
        .allMatch(packages::contains);
  }

  @Test
  void noPackageDependsOnItselfByWayOfAnother() {
    slices()
        .matching("io.lyss.dao.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(resideInAnyPackage(GENERATED), resideInAnyPackage(GENERATED))
        .check(classes);
    // What the slices above leave out: the package that all the others stand on.
    noClasses()
        .that()
        .resideInAPackage("io.lyss.dao")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lyss.dao.platform..", "io.lyss.dao.internal..")
        .check(classes);
  }

  @Test
  void askingTakesNoMigrator() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lyss.schema..", "org.flywaydb..")
        .check(classes);
  }
}
