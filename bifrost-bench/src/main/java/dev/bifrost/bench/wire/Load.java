package dev.bifrost.bench.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the load client and reads the figures that it prints. */
final class Load {
    private final Workshop workshop;

    Load(Workshop workshop) {
        this.workshop = workshop;
    }

    /** A client that is running; its figures come when it has finished. */
    final class Call {
        private final Running running;
        private final int boundSeconds;

        private Call(Running running, int boundSeconds) {
            this.running = running;
            this.boundSeconds = boundSeconds;
        }

        boolean isRunning() {
            return running.isAlive();
        }

        Map<String, Double> figures() throws InterruptedException {
            boolean ended = running.process().waitFor(Duration.ofSeconds(boundSeconds));
            int status = ended ? running.process().exitValue() : -1;
            workshop.processes().stop(running);
            if (status > 128) {
                throw new BenchFailure("the load client was stopped by signal " + (status - 128));
            }
            if (status != 0) {
                throw new BenchFailure(
                        "the load client " + (ended ? "failed:" : "did not end in time:") + running.lastWords());
            }
            return parse(running);
        }
    }

    /** Starts a mode of load.c against one target; it must have ended after so many seconds. */
    Call start(Target target, int boundSeconds, String mode, String... options) {
        List<String> words = new ArrayList<>(
                List.of("-p", Integer.toString(target.port()), "-m", target.model(), "-u", target.path()));
        words.addAll(List.of(options));
        return start(workshop.cores().load(), boundSeconds, mode, words);
    }

    Call start(String cores, int boundSeconds, String mode, List<String> options) {
        List<String> command = new ArrayList<>(List.of(workshop.program("load"), mode));
        command.addAll(List.of("-a", "Bearer " + Configurations.LOAD_KEY));
        command.addAll(options);
        Path output = workshop.emptyFile("load-" + mode + ".txt");
        Running running = workshop.processes().start("load", cores, command, workshop.directory(), output);
        return new Call(running, boundSeconds);
    }

    Map<String, Double> run(Target target, int boundSeconds, String mode, String... options)
            throws InterruptedException {
        return start(target, boundSeconds, mode, options).figures();
    }

    private static Map<String, Double> parse(Running client) {
        Map<String, Double> figures = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(client.log())) {
                String[] pair = line.split("=", 2);
                if (pair.length == 2) {
                    figures.put(pair[0], Double.valueOf(pair[1]));
                }
            }
        } catch (IOException | NumberFormatException e) {
            throw new BenchFailure("the load client's figures can not be read: " + e.getMessage());
        }
        return figures;
    }
}
