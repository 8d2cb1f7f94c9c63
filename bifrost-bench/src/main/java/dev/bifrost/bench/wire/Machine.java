package dev.bifrost.bench.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** On what a measurement was taken: without it no figure means anything. */
final class Machine {
    private Machine() {}

    static Map<String, String> describe(Path root, int openFiles) throws InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("commit", commit(root));
        facts.put("cpu", cpu());
        facts.put("cores", Integer.toString(cores()));
        facts.put("load average before", firstLine("/proc/loadavg"));
        facts.put("memory", firstLine("/proc/meminfo").replaceAll(".*?(\\d+ kB)", "$1"));
        facts.put("kernel", firstLine("/proc/sys/kernel/osrelease"));
        facts.put("open files", Integer.toString(openFiles));
        facts.put("jdk", Runtime.version() + " (" + System.getProperty("java.vendor") + ')');
        facts.put("gateway JVM options", System.getenv().getOrDefault("BIFROST_JAVA_OPTS", "the launcher's"));
        facts.put("nginx", output("nginx", "-v").replace("nginx version: ", ""));
        facts.put("haproxy", output("haproxy", "-v").lines().findFirst().orElse(""));
        facts.put("gcc", output("gcc", "-dumpfullversion"));
        return facts;
    }

    private static String commit(Path root) throws InterruptedException {
        String git = root.toString();
        boolean changed = !output("git", "-C", git, "status", "--porcelain").isEmpty();
        return output("git", "-C", git, "rev-parse", "--short=12", "HEAD") + (changed ? " with changes" : "");
    }

    private static String cpu() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst(".*:\\s*", ""))
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** All of the machine's, whatever this process may use. */
    private static int cores() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return (int) lines.filter(line -> line.startsWith("processor")).count();
        } catch (IOException e) {
            return Runtime.getRuntime().availableProcessors();
        }
    }

    static String firstLine(String file) {
        try {
            return Files.readString(Path.of(file)).lines().findFirst().orElse("");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String output(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(Duration.ofSeconds(10)) && process.exitValue() == 0 ? text : "unknown";
        } catch (IOException e) {
            return "not installed";
        }
    }

    /** One line of Markdown for each fact. */
    static List<String> markdown(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> "- " + fact.getKey() + ": " + fact.getValue())
                .toList();
    }
}
