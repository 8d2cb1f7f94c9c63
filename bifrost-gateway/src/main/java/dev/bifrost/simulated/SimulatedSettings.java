package dev.bifrost.simulated;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated model behaves. What holds for all calls can be changed for one in the model's name:
 * {@code sim-1?latency=200ms&rate=50&tokens=120&fault=cut:5&probability=0.1}.
 *
 * @param latency     from the request's last byte to the first token
 * @param rate        tokens per second; 0: as fast as the client reads
 * @param tokens      how long answers are; 0: as long as the echo takes
 * @param fault       what goes wrong
 * @param probability of the fault, 0 to 1
 */
public record SimulatedSettings(
        Duration latency, int rate, int tokens, @Nullable SimulatedFault fault, double probability) {

    /** Answers at once, completely and correctly. */
    public static final SimulatedSettings PLAIN = new SimulatedSettings(Duration.ZERO, 0, 0, null, 1);

    static final int MOST_TOKENS = 100_000;

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s)");

    /** These settings as the part of a model's name after the question mark changes them. */
    SimulatedSettings with(String model) {
        int mark = model.indexOf('?');
        SimulatedSettings changed = this;
        if (mark >= 0) {
            for (String parameter : model.substring(mark + 1).split("&", -1)) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                try {
                    changed = changed.with(name, equals < 0 ? "" : parameter.substring(equals + 1));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("simulated model, " + name + ": " + e.getMessage(), e);
                }
            }
        }
        return changed;
    }

    private SimulatedSettings with(String name, String value) {
        return switch (name) {
            case "latency" -> new SimulatedSettings(time(value), rate, tokens, fault, probability);
            case "rate" -> new SimulatedSettings(latency, number(value, 0, 1_000_000), tokens, fault, probability);
            case "tokens" -> new SimulatedSettings(latency, rate, number(value, 1, MOST_TOKENS), fault, probability);
            case "fault" -> new SimulatedSettings(latency, rate, tokens, SimulatedFault.parse(value), probability);
            case "probability" -> new SimulatedSettings(latency, rate, tokens, fault, fraction(value));
            default ->
                throw new IllegalArgumentException(
                        "unknown parameter; known are latency, rate, tokens, fault and probability");
        };
    }

    static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a time such as 200ms or 2s");
        }
        long number = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
    }

    static int number(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("'" + text + "' is not a number from " + least + " to " + most);
    }

    private static double fraction(String text) {
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("'" + text + "' is not a number from 0 to 1");
    }
}
