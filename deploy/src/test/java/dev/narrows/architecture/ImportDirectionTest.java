package dev.narrows.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The allowed directions of imports, module by module and package by package: deploy to controlplane to dataplane to
 * native-bindings, and bench to the lower two.
 */
final class ImportDirectionTest {
    private static final String ROOT = "dev.narrows.";
    private static final List<String> NATIVE_BINDINGS = packages("dpdk", "foreign", "ipsecmb", "linux");
    private static final List<String> DATAPLANE = packages("wire", "packet", "crypto", "esp", "sa", "policy", "pmtu",
        "fragment", "port", "worker", "channel", "stats", "fastpath");
    private static final List<String> CONTROLPLANE = packages("control", "path", "neighbor", "config", "api",
        "explain");
    /** What the control plane's one thread owns, from what knows no other to what knows all of them. */
    private static final List<String> ROOMS = packages("control.event", "control.request", "control.view",
        "control.lease", "control.order", "control.sad", "control.spd", "control.plan", "control.link",
        "control.tunnel", "control.discovery", "control.status", "control");
    private static final List<String> DEPLOY = packages("cli");
    private static final List<String> BENCH = packages("bench");
    private static final List<String> ALL =
        Stream.of(NATIVE_BINDINGS, DATAPLANE, CONTROLPLANE, DEPLOY, BENCH).flatMap(List::stream).toList();

    private static final JavaClasses CLASSES =
        new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.narrows");

    @Test
    void shouldSeeClassesOfEveryPackage() {
        Set<String> found = CLASSES.stream().map(ImportDirectionTest::topPackage).collect(Collectors.toSet());
        assertEquals(new TreeSet<>(ALL), new TreeSet<>(found),
            "each package of the design has classes here, and there is no package that the design does not place");
    }

    @Test
    void shouldFindForbiddenImportWhereThereIsOne() {
        assertThrows(AssertionError.class, () -> onlyImport(DEPLOY, NATIVE_BINDINGS).check(CLASSES));
        assertThrows(AssertionError.class, () -> onlyImport(packages("esp"), packages("wire")).check(CLASSES));
    }

    @Test
    void shouldImportNothingOfOursIntoNativeBindings() {
        onlyImport(NATIVE_BINDINGS, List.of()).check(CLASSES);
    }

    @Test
    void shouldImportOnlyNativeBindingsIntoDataplane() {
        onlyImport(DATAPLANE, NATIVE_BINDINGS).check(CLASSES);
    }

    @Test
    void shouldImportOnlyDataplaneIntoControlplane() {
        onlyImport(CONTROLPLANE, DATAPLANE).check(CLASSES);
    }

    @Test
    void shouldImportOnlyDataplaneAndNativeBindingsIntoBench() {
        onlyImport(BENCH, union(DATAPLANE, NATIVE_BINDINGS)).check(CLASSES);
    }

    @Test
    void shouldImportDeployAndBenchNowhere() {
        noClasses().that().resideOutsideOfPackages(patterns(DEPLOY))
            .should().dependOnClassesThat().resideInAnyPackage(patterns(DEPLOY)).check(CLASSES);
        noClasses().that().resideOutsideOfPackages(patterns(BENCH))
            .should().dependOnClassesThat().resideInAnyPackage(patterns(BENCH)).check(CLASSES);
    }

    @Test
    void shouldImportNothingOfOursIntoWire() {
        List<String> wire = packages("wire");
        noClasses().that().resideInAnyPackage(patterns(wire))
            .should().dependOnClassesThat(oursOutside(wire)).check(CLASSES);
    }

    @Test
    void shouldKeepProtocolApartFromPortsChannelsAndNativeCode() {
        noClasses().that().resideInAnyPackage(patterns(packages("esp", "sa", "policy", "pmtu", "fragment", "fastpath")))
            .should().dependOnClassesThat().resideInAnyPackage(
                patterns(union(packages("port", "channel"), NATIVE_BINDINGS)))
            .check(CLASSES);
    }

    @Test
    void shouldImportNativeBindingsOnlyWhereDriversAndEnginesAre() {
        List<String> allowed = union(NATIVE_BINDINGS, packages("port", "crypto", "cli", "bench"));
        noClasses().that().resideOutsideOfPackages(patterns(allowed))
            .should().dependOnClassesThat().resideInAnyPackage(patterns(NATIVE_BINDINGS)).check(CLASSES);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("dev.narrows.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldHaveNoRoomOfTheConductorsThatIsNotPlaced() {
        Set<String> found = CLASSES.stream().map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT + "control")).collect(Collectors.toSet());
        assertEquals(new TreeSet<>(ROOMS), new TreeSet<>(found));
    }

    @Test
    void shouldImportOnlyLowerRoomsIntoEachRoomOfTheConductors() {
        for (int room = 0; room < ROOMS.size() - 1; room++) {
            String[] higher = ROOMS.subList(room + 1, ROOMS.size()).toArray(String[]::new);
            noClasses().that().resideInAPackage(ROOMS.get(room))
                .should().dependOnClassesThat().resideInAnyPackage(higher).check(CLASSES);
        }
    }

    @Test
    void shouldFindImportOfHigherRoomWhereThereIsOne() {
        assertThrows(AssertionError.class, () -> noClasses().that().resideInAPackage(ROOT + "control.sad")
            .should().dependOnClassesThat().resideInAnyPackage(ROOT + "control.lease").check(CLASSES));
    }

    /** Classes of {@code these} may know each other and {@code those}, of all that is ours. */
    private static ArchRule onlyImport(List<String> these, List<String> those) {
        return classes().that().resideInAnyPackage(patterns(these))
            .should().onlyDependOnClassesThat(DescribedPredicate.not(oursOutside(union(these, those))));
    }

    private static DescribedPredicate<JavaClass> oursOutside(List<String> allowed) {
        return resideInAnyPackage("dev.narrows..")
            .and(DescribedPredicate.not(resideInAnyPackage(patterns(allowed))))
            .as("are ours and outside of " + allowed);
    }

    private static String topPackage(JavaClass type) {
        String name = type.getPackageName();
        assertTrue(name.startsWith(ROOT), name);
        int end = name.indexOf('.', ROOT.length());
        return end < 0 ? name : name.substring(0, end);
    }

    private static String[] patterns(List<String> packages) {
        return packages.stream().map(name -> name + "..").toArray(String[]::new);
    }

    private static List<String> packages(String... names) {
        return Stream.of(names).map(ROOT::concat).toList();
    }

    private static List<String> union(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
