package dev.bifrost;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rooms under {@code dev.bifrost}, and which of them may know which. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // goes with its classes, which would fill the heap of all tests
class ArchitectureTest {

    private static final String ROOT = "dev.bifrost.";
    private static final String API = "api";

    /** Beside the api and itself. {@code app} is not listed: it may import every room. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("config", Set.of()), // and every room's Settings, see mayImport
            entry("server", Set.of("exchange")),
            entry(
                    "exchange",
                    Set.of(
                            "access",
                            "quota",
                            "routing",
                            "dialect",
                            "provider",
                            "upstream",
                            "pricing",
                            "journal",
                            "telemetry",
                            "plugin")),
            entry("access", Set.of()),
            entry("quota", Set.of()),
            entry("routing", Set.of()),
            entry("dialect", Set.of()),
            entry("provider", Set.of()),
            entry("upstream", Set.of()),
            entry("pricing", Set.of()),
            entry("journal", Set.of()),
            entry("store", Set.of()),
            entry("audit", Set.of("journal")),
            entry("telemetry", Set.of("journal")),
            entry("plugin", Set.of()),
            entry("admin", Set.of()),
            entry("simulated", Set.of("upstream")));

    private static final Pattern EMPTY_NAME =
            Pattern.compile("(Abstract|Default)[A-Z].*|.*(Impl|Utils?|Helper|Manager)");

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.bifrost");
    private final JavaClasses tests = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("dev.bifrost");

    @Test
    void rooms_imports_pointAlongTheStar() {
        classes().should(importOnlyWhatTheirRoomMay()).allowEmptyShould(true).check(main);
    }

    @Test
    void rooms_imports_formNoCycle() {
        slices().matching("dev.bifrost.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void classes_names_sayWhatTheyAre() {
        noClasses()
                .should()
                .haveNameMatching(".*[.$](" + EMPTY_NAME + ")")
                .allowEmptyShould(true)
                .check(main);
    }

    @Test
    void packages_all_areNullMarked() {
        var unmarked = main.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(room -> !isNullMarked(room))
                .map(JavaPackage::getName);

        assertThat(unmarked)
                .as("packages whose package-info.java lacks @NullMarked")
                .isEmpty();
    }

    @Test
    void tests_disabled_sayWhy() {
        var members = Stream.concat(tests.stream(), tests.stream().flatMap(type -> type.getMethods().stream()));

        assertThat(members.filter(ArchitectureTest::isDisabledWithoutReason)).isEmpty();
    }

    private static ArchCondition<JavaClass> importOnlyWhatTheirRoomMay() {
        return new ArchCondition<>("import only what their room may") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                var room = room(type);
                if (!room.equals(API) && !room.equals("app") && !MAY_IMPORT.containsKey(room)) {
                    events.add(violated(type, type.getName() + " lies in no room of the design"));
                }
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> !mayImport(room, dependency.getTargetClass()))
                        .map(Dependency::getDescription)
                        .forEach(description -> events.add(violated(type, description)));
            }
        };
    }

    private static boolean mayImport(String room, JavaClass target) {
        var type = target.getBaseComponentType();
        if (!type.getName().startsWith(ROOT)) {
            return true;
        }
        var other = room(type);
        return other.equals(room)
                || other.equals(API)
                || room.equals("app")
                || (room.equals("config") && isSettings(type))
                || MAY_IMPORT.getOrDefault(room, Set.of()).contains(other);
    }

    /** The first package below the root; empty for a class directly in it. */
    private static String room(JavaClass type) {
        var below = (type.getPackageName() + ".").substring(ROOT.length());
        var end = below.indexOf('.');
        return end < 0 ? "" : below.substring(0, end);
    }

    private static boolean isSettings(JavaClass type) {
        var name = type.getName().substring(type.getPackageName().length() + 1);
        var nested = name.indexOf('$');
        return (nested < 0 ? name : name.substring(0, nested)).endsWith("Settings");
    }

    private static boolean isNullMarked(JavaPackage room) {
        return room.tryGetPackageInfo()
                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                .isPresent();
    }

    private static boolean isDisabledWithoutReason(CanBeAnnotated member) {
        if (!member.isAnnotatedWith(Disabled.class)) {
            return false;
        }
        var disabled = member instanceof JavaClass type
                ? type.getAnnotationOfType(Disabled.class)
                : ((JavaMethod) member).getAnnotationOfType(Disabled.class);
        return disabled.value().isBlank();
    }
}
