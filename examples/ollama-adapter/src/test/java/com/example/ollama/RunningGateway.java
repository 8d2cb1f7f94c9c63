package com.example.ollama;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The gateway in a process of its own, without this module's classes on its class path. */
final class RunningGateway implements AutoCloseable {
    private final Process process;
    private final String url;

    RunningGateway(Path config) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        classPath(),
                        "dev.bifrost.app.Main",
                        "serve",
                        "--config",
                        config.toString()))
                .redirectErrorStream(true);
        builder.environment().put("BIFROST_LISTEN", "127.0.0.1:0");
        process = builder.start();
        url = listening();
    }

    private static String classPath() throws IOException {
        String own = Path.of(OllamaDialect.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toRealPath()
                .toString();
        return Stream.of(System.getProperty("java.class.path").split(":", -1))
                .filter(entry ->
                        !Path.of(entry).toAbsolutePath().normalize().toString().equals(own))
                .collect(Collectors.joining(":"));
    }

    private String listening() throws IOException {
        StringBuilder printed = new StringBuilder();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            printed.append(line).append('\n');
            if (line.startsWith("listening on ")) {
                return line.substring("listening on ".length());
            }
        }
        throw new AssertionError("it does not listen:\n" + printed);
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
