package dev.bifrost.config;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.api.settings.Spelling;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns plain values into settings. Each returns null for what it has noted as a problem. */
final class Scalars {
    static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    /** The engine has a tag of its own for plain values with a reference. */
    private static final Set<Tag> TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.ENV_TAG);

    private final Interpolation interpolation;
    private final Path folder;
    private final Notes notes;

    Scalars(Interpolation interpolation, Path folder, Notes notes) {
        this.interpolation = interpolation;
        this.folder = folder;
        this.notes = notes;
    }

    @Nullable
    Object bind(ScalarNode node, Shape shape, Place place) {
        if (!TAGS.contains(node.getTag())) {
            notes.add(place, "tags, such as !name, are not supported; write " + shape.expectation());
            return null;
        }
        Value value = value(node, place);
        if (value == null) {
            return null;
        }
        // No switch over the sealed type here and in Binder: the classes that it makes at run time delay the start.
        if (shape instanceof Shape.Plain plain) {
            return plain(value, plain, place);
        }
        if (shape instanceof Shape.Choice choice) {
            return choice(value, choice, place);
        }
        if (shape instanceof Shape.Written written) {
            return written(value, written, place);
        }
        if (shape instanceof Shape.Mapping mapping && mapping.shortForm() != null) {
            return written(value, mapping.shortForm(), place);
        }
        return shape instanceof Shape.ListOf list && !(list.item() instanceof Shape.Mapping)
                ? refuse(value, place, "a list; write [" + value.shown + "]")
                : wrongKind(place, shape);
    }

    private @Nullable Object plain(Value value, Shape.Plain shape, Place place) {
        return switch (shape) {
            case TEXT -> value.text;
            case TRUTH -> truth(value, place);
            case INTEGER, LONG, DOUBLE, DECIMAL -> number(value, shape, place);
            case DURATION -> span(value, place);
            case ADDRESS -> address(value, place);
            case FILE -> path(value, place);
        };
    }

    private @Nullable Value value(ScalarNode node, Place place) {
        String raw = node.getValue();
        if (!raw.contains("${")) {
            return new Value(raw, raw, node.isPlain(), false);
        }
        int before = notes.problems().size();
        String text = interpolation.resolve(raw, problem -> notes.add(place, problem));
        return notes.problems().size() > before ? null : new Value(text, raw, true, true);
    }

    private @Nullable Object wrongKind(Place place, Shape shape) {
        // Without the value, which may be a secret in the wrong place.
        notes.add(place, "expected " + shape.expectation() + ", found a plain value");
        return null;
    }

    private @Nullable Object refuse(Value value, Place place, String expected) {
        String quotes = value.plain || !expected.contains("number") ? "" : " in quotes";
        notes.add(place, "expected " + expected + ", found '" + value.shortened() + "'" + quotes);
        return null;
    }

    private @Nullable Object truth(Value value, Place place) {
        return switch (value.plain ? value.text : "") {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> refuse(value, place, Shape.Plain.TRUTH.expectation());
        };
    }

    private @Nullable Object number(Value value, Shape.Plain shape, Place place) {
        try {
            if (value.plain) {
                BigDecimal number = decimal(value.text.strip());
                if (shape == Shape.Plain.INTEGER) {
                    return number.intValueExact();
                }
                if (shape == Shape.Plain.LONG) {
                    return number.longValueExact();
                }
                return shape == Shape.Plain.DOUBLE ? (Object) number.doubleValue() : number;
            }
        } catch (ArithmeticException | NumberFormatException _) {
            // said below
        }
        return refuse(value, place, shape.expectation());
    }

    /** YAML's numbers; those with absurd exponents would take for ever to compute with. */
    private static BigDecimal decimal(String text) {
        if (text.startsWith("0x")) {
            return new BigDecimal(new BigInteger(text.substring(2), 16));
        }
        if (text.startsWith("0o")) {
            return new BigDecimal(new BigInteger(text.substring(2), 8));
        }
        BigDecimal number = text.length() > 100 ? null : new BigDecimal(text);
        if (number == null || Math.abs((long) number.scale()) > 1000) {
            throw new NumberFormatException();
        }
        return number;
    }

    private @Nullable Object span(Value value, Place place) {
        Matcher form = DURATION.matcher(value.text.strip());
        if (!form.matches()) {
            return refuse(value, place, Shape.Plain.DURATION.expectation());
        }
        long amount = Long.parseLong(form.group(1));
        long millis = switch (form.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
        if (amount > LONGEST.toMillis() / millis) {
            notes.add(place, "no duration may be longer than 36500d");
            return null;
        }
        return Duration.ofMillis(amount * millis);
    }

    private @Nullable Object address(Value value, Place place) {
        String text = value.text.strip();
        try {
            URI uri = new URI(text);
            if ((text.startsWith("http://") || text.startsWith("https://")) && uri.getHost() != null) {
                if (uri.getRawUserInfo() == null) {
                    return uri;
                }
                notes.add(place, "an address holds no credentials; write them under headers or api_key");
                return null;
            }
        } catch (URISyntaxException _) {
            // said below
        }
        return text.contains("@")
                ? wrongKind(place, Shape.Plain.ADDRESS)
                : refuse(value, place, Shape.Plain.ADDRESS.expectation());
    }

    private @Nullable Object path(Value value, Place place) {
        try {
            if (!value.text.isBlank()) {
                return folder.resolve(value.text).normalize();
            }
        } catch (InvalidPathException _) {
            // said below
        }
        return refuse(value, place, Shape.Plain.FILE.expectation());
    }

    private @Nullable Object choice(Value value, Shape.Choice choice, Place place) {
        Object constant = choice.constants().get(value.text.strip());
        if (constant != null) {
            return constant;
        }
        String valid = choice.expectation();
        if (!value.substituted && NotYet.has(choice.type(), value.text)) {
            notes.add(place, NotYet.message(value.text) + "; write " + valid);
            return null;
        }
        String hint = value.substituted
                ? ""
                : Spelling.hint(value.text, choice.constants().keySet());
        notes.add(place, "expected " + valid + ", found '" + value.shortened() + "'" + hint);
        return null;
    }

    private @Nullable Object written(Value value, Shape.Written written, Place place) {
        try {
            return written.factory().invoke(null, value.text);
        } catch (InvocationTargetException e) {
            notes.add(place, fault(value, written, e.getCause()));
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(written.factory() + " must be public", e);
        }
    }

    /** The factory's message may hold the text, so that what came from a variable is not given to it for that. */
    private static String fault(Value value, Shape.Written written, @Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        if (!(cause instanceof IllegalArgumentException) || message == null) {
            throw new IllegalStateException(written.factory() + " may throw only what it documents", cause);
        }
        if (!value.substituted || written.type() == Secret.class) {
            return message;
        }
        try {
            written.factory().invoke(null, value.shown);
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause() == null ? null : e.getCause().getMessage());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return "the value of " + value.shown + " can not be used here";
    }

    /** {@code shown} is what may be printed: the value as it stands in the file. */
    private record Value(String text, String shown, boolean plain, boolean substituted) {
        String shortened() {
            return shown.length() > 40 ? shown.substring(0, 40) + "…" : shown;
        }
    }
}
