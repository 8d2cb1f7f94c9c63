package dev.bifrost.bench.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;

/**
 * Where a measurement is made: directories, cores, and the two C programs, compiled.
 *
 * @param sources the templates and C sources
 * @param directory what this run writes
 */
record Workshop(Path sources, Path directory, Cores cores, Processes processes) {

    /**
     * Which cores are whose, as taskset takes them.
     *
     * @param proxy the one core of the proxy under test
     * @param load the one core of mock and load
     */
    record Cores(String proxy, String load) {
        String both() {
            return proxy + ',' + load;
        }
    }

    private static final String PACKAGES =
            "On Debian and Ubuntu: apt-get install gcc libc6-dev util-linux nginx-light haproxy";

    /** Prepares the directory and compiles; says at once what is missing. */
    static Workshop open(Path root, Cores cores, Processes processes, List<String> programs)
            throws InterruptedException {
        for (String program :
                Stream.concat(Stream.of("gcc", "taskset"), programs.stream()).toList()) {
            requireProgram(program);
        }
        Path sources = root.resolve("bifrost-bench/wire");
        Path directory = root.resolve("bifrost-bench/target/wire");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new BenchFailure(directory + " can not be made: " + e.getMessage());
        }
        Workshop workshop = new Workshop(sources, directory, cores, processes);
        workshop.compile("mock");
        workshop.compile("load");
        return workshop;
    }

    private static void requireProgram(String program) {
        boolean found = Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)), Stream.of("/usr/sbin"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        if (!found) {
            throw new BenchFailure("'" + program + "' is missing. " + PACKAGES
                    + "\n(a comparison without one of the proxies: --targets direct,haproxy,bare,on)");
        }
    }

    private void compile(String program) throws InterruptedException {
        String source = sources.resolve(program + ".c").toString();
        List<String> command = List.of("gcc", "-O2", "-Wall", "-Wextra", "-o", program(program), source);
        Running gcc = processes.start("gcc", cores.both(), command, directory, emptyFile("gcc-" + program + ".log"));
        if (!gcc.process().waitFor(Duration.ofSeconds(60)) || gcc.process().exitValue() != 0) {
            throw new BenchFailure(source + " does not compile:" + gcc.lastWords());
        }
    }

    String program(String name) {
        return directory.resolve(name).toString();
    }

    Path emptyFile(String name) {
        Path file = directory.resolve(name);
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new BenchFailure(file + " can not be written: " + e.getMessage());
        }
        return file;
    }

    /** How many files a process started here may open. */
    int openFiles() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            return limits.filter(line -> line.startsWith("Max open files"))
                    .mapToInt(line -> new Scanner(line.substring(15)).nextInt())
                    .findFirst()
                    .orElse(1024);
        } catch (IOException e) {
            return 1024;
        }
    }

    /** Fails if somebody else already listens there: the figures would be theirs. */
    static void requireFree(int port, String owner) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new BenchFailure("port " + port + ", where " + owner + " would listen, is taken: " + e.getMessage());
        }
    }
}
