package dev.bifrost.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The gateway as a process of its own, which can be killed. */
final class ChildGateway implements AutoCloseable {
    private final Process process;

    @SuppressWarnings("JdkObsolete") // two threads
    private final StringBuffer printed = new StringBuffer();

    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Thread reader;

    private ChildGateway(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Starts one with a configuration, and waits until it listens on a port of its own choice. */
    static ChildGateway start(Path configuration) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.bifrost.app.Main",
                "serve",
                "--config",
                configuration.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("BIFROST_LISTEN", "127.0.0.1:0");
        ChildGateway child = new ChildGateway(builder.start());
        try {
            child.port.get(30, TimeUnit.SECONDS);
            return child;
        } catch (Exception e) {
            child.close();
            throw new AssertionError("it did not listen:\n" + child.printed, e);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                printed.append(line).append('\n');
                if (line.startsWith("listening on ")) {
                    port.complete(Integer.valueOf(line.substring(line.lastIndexOf(':') + 1)));
                }
            }
        } catch (IOException e) {
            printed.append(e);
        }
        port.completeExceptionally(new IOException("it has ended"));
    }

    int port() {
        return port.join();
    }

    long pid() {
        return process.pid();
    }

    /** Everything it has said so far. */
    String printed() {
        return printed.toString();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; gives the exit code once it has ended, and all that it said has been read. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy would close its output too
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not stop:\n" + printed);
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }
}
