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
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The API that a host compiles against shows no internals, and the layers hold. */
class ArchitectureTest {

  /** The generated packages; each is used by the package beside it. */
  private static final String GENERATED = "io.lyss.dao.*.jooq..";

  private static final Set<String> DATABASES =
      Set.of("platform", "user", "provider", "chat", "memory", "shared");
  private static final Set<String> API =
      Stream.concat(
              Stream.of(
                  "io.lyss.dao", "io.lyss.dao.error", "io.lyss.dao.relay", "io.lyss.dao.session"),
              DATABASES.stream().map("io.lyss.dao."::concat))
          .collect(Collectors.toUnmodifiableSet());

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.lyss.dao");

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isGenerated(String packageName) {
    return packageName.matches("io\\.lyss\\.dao\\.\\w+\\.jooq.*");
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  /** Every type that the public signatures of the API name, after the member that names it. */
  private List<String> signatures() {
    List<String> named = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      if (!API.contains(type.getPackageName()) || !isVisible(type)) {
        continue;
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        // only LYSS's own subclasses call the constructors of an abstract class
        boolean ofAbstract =
            unit.isConstructor() && type.getModifiers().contains(JavaModifier.ABSTRACT);
        if (isVisible(unit.getModifiers()) && !ofAbstract) {
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
  void onePublicSignatureNamesJooqAndNoneTheDriver() {
    List<String> named = signatures();
    assertThat(named).hasSizeGreaterThan(200);
    assertThat(named.stream().filter(text -> text.contains("-> org.jooq")))
        .singleElement()
        .asString()
        .startsWith("io.lyss.dao.session.Session$JooqWork.run(");
    assertThat(named).noneMatch(text -> text.contains("-> org.postgresql"));
  }

  @Test
  void noPublicSignatureNamesAnInternalType() {
    assertThat(signatures())
        .noneMatch(text -> text.contains("-> io.lyss.dao.internal"))
        .noneMatch(text -> text.matches(".* -> io\\.lyss\\.dao\\.\\w+\\.jooq\\..*"));
  }

  @Test
  void onlyItsDatabaseUsesAGeneratedPackage() {
    for (String database : DATABASES) {
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lyss.dao." + database + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lyss.dao." + database + ".jooq..")
          .check(CLASSES);
    }
  }

  /** A statement of another database would name a schema that does not exist there. */
  @Test
  void onlySessionsUseTheCodeGeneratedForAllServices() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.lyss.dao.session..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lyss.dao.session.jooq..")
        .check(CLASSES);
  }

  /** Except what reports to one database what has happened in another. */
  @Test
  void noDatabaseDependsOnAnother() {
    for (String database : DATABASES) {
      noClasses()
          .that()
          .resideOutsideOfPackages("io.lyss.dao." + database + "..", "io.lyss.dao.relay..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lyss.dao." + database + "..")
          .check(CLASSES);
    }
  }

  @Test
  void theRelayIsAboveAllOthersAndUsesWhatAHostCould() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.lyss.dao.relay..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lyss.dao.relay..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.lyss.dao.relay..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lyss.dao.internal..", GENERATED, "org.jooq..")
        .check(CLASSES);
  }

  @Test
  void onlyTheirPackageConstructsDaosAndSessions() {
    constructors()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Dao")
        .should()
        .bePackagePrivate()
        .check(CLASSES);
    constructors()
        .that()
        .areDeclaredInClassesThat()
        .haveSimpleNameEndingWith("Session")
        .and()
        .areDeclaredInClassesThat()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .bePackagePrivate()
        .check(CLASSES);
  }

  @Test
  void everyHandWrittenPackageIsNullMarked() {
    Set<String> packages =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .filter(p -> !isGenerated(p.getName()))
            .filter(p -> p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .collect(Collectors.toSet());
    assertThat(packages).containsAll(API).contains("io.lyss.dao.internal").hasSize(API.size() + 1);
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).filter(name -> !isGenerated(name)))
        .allMatch(packages::contains);
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("io.lyss.dao.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(resideInAnyPackage(GENERATED), resideInAnyPackage(GENERATED))
        .check(CLASSES);
    // The slices above leave out the package on which all others depend.
    noClasses()
        .that()
        .resideInAPackage("io.lyss.dao")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lyss.dao.*..")
        .check(CLASSES);
  }

  @Test
  void theDaosDoNotDependOnTheMigrator() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lyss.schema..", "org.flywaydb..")
        .check(CLASSES);
  }

  /**
   * A host that knows one database can guess the types of another. A nested type is read with the
   * type around it, as in Selection.Outcome: alone, its name stands for nothing.
   */
  @Test
  void aTypeNameIsOfOneKindWhereverItStandsNestedOrNot() {
    Map<String, Set<String>> kinds =
        visibleTypes()
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(ArchitectureTest::kind, Collectors.toSet())));
    assertThat(kinds)
        .hasSizeGreaterThan(200)
        .allSatisfy((name, of) -> assertThat(of).as(name).hasSize(1));
  }

  /** A host of several services imports the types of all; DAOs it need not name. */
  @Test
  void noTwoServicesHaveATypeOfOneName() {
    assertThat(
            namedAlike(
                type ->
                    !type.getPackageName().equals("io.lyss.dao.platform")
                        && !type.getSimpleName().endsWith("Dao")))
        .isEmpty();
  }

  /** PLATFORM and the services have names in common; what all of them have is there once. */
  @Test
  void noTypeHidesOneOfTheCommonPackagesOrOfTheLanguage() {
    assertThat(
            publicTypes()
                .filter(type -> DATABASES.stream().noneMatch(type.getPackageName()::endsWith))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName)))
        .allSatisfy((name, types) -> assertThat(types).as(name).hasSize(1));
    assertThat(visibleTypes().map(JavaClass::getSimpleName))
        .noneMatch(ArchitectureTest::isOfJavaLang);
  }

  private static boolean isOfJavaLang(String name) {
    return ClassLoader.getSystemResource("java/lang/" + name + ".class") != null;
  }

  /** All public types of the API, nested ones as well. */
  private static Stream<JavaClass> visibleTypes() {
    return CLASSES.stream()
        .filter(type -> API.contains(type.getPackageName()) && isVisible(type))
        .filter(type -> !type.isAnonymousClass() && !type.isLocalClass());
  }

  private static Stream<JavaClass> publicTypes() {
    return visibleTypes().filter(type -> type.getEnclosingClass().isEmpty());
  }

  private static Map<String, List<JavaClass>> namedAlike(Predicate<JavaClass> wanted) {
    Map<String, List<JavaClass>> named =
        publicTypes().filter(wanted).collect(Collectors.groupingBy(JavaClass::getSimpleName));
    named.values().removeIf(types -> types.size() == 1);
    return named;
  }

  private static String kind(JavaClass type) {
    String nested = type.getEnclosingClass().map(around -> "nested ").orElse("");
    if (type.isInterface()) {
      return nested + "interface";
    }
    return nested + (type.isEnum() ? "enum" : type.isRecord() ? "record" : "class");
  }
}
