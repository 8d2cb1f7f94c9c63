package dev.bifrost.pricing;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data of pydantic/genai-prices, {@code data.json} and {@code data_slim.json}: an array of providers, each with its
 * models, each with a {@code match} and with prices in dollars for a million tokens. The first model that matches is it;
 * where {@code prices} is an array, the last whose constraint is met holds. A tier's price holds for the whole request,
 * once its prompt is longer than {@code start}.
 */
final class GenaiPricesFile {
    private static final String SOURCE = " genai-prices";
    private static final Map<String, Unit> UNITS = Map.of(
            "input_mtok", Unit.INPUT,
            "cache_read_mtok", Unit.CACHED,
            "cache_write_mtok", Unit.CACHE_WRITE,
            "output_mtok", Unit.OUTPUT,
            "input_audio_mtok", Unit.AUDIO_INPUT,
            "cache_audio_read_mtok", Unit.AUDIO_CACHED,
            "output_audio_mtok", Unit.AUDIO_OUTPUT,
            "requests_kcount", Unit.REQUEST);
    /** Our lists by the data set's names; others have their own. */
    private static final Map<String, String> LISTS = Map.of("aws", "bedrock", "x-ai", "xai");

    private static final BigDecimal ONCE = BigDecimal.ONE;
    /** The data set does not say what an hour's caching of Claude costs: twice the input, as Anthropic's pages do. */
    private static final BigDecimal TWICE = BigDecimal.TWO;

    private final String date;
    private final TableReader.Taker taker;

    GenaiPricesFile(String date, TableReader.Taker taker) {
        this.date = date;
        this.taker = taker;
    }

    void read(byte[] file) throws IOException {
        try {
            if (!(Json.read(file) instanceof Json.Arr providers)) {
                throw new IOException("it is no array of providers");
            }
            for (Json item : providers.items()) {
                if (item instanceof Json.Obj provider) {
                    provider(provider);
                }
            }
        } catch (MalformedJson e) {
            throw new IOException("it is no JSON: " + e.getMessage(), e);
        }
    }

    private void provider(Json.Obj provider) {
        String id = provider.text("id", "");
        String list = LISTS.getOrDefault(id, id);
        for (Json.Obj model : provider.objects("models")) {
            try {
                Listing listing = listing(model);
                if (listing != null) {
                    taker.take(list, listing);
                }
            } catch (IllegalArgumentException | DateTimeException _) {
                // a price or a match that makes no sense is none
            }
        }
    }

    private @Nullable Listing listing(Json.Obj model) {
        List<ModelMatch> matches = new ArrayList<>();
        Json.Obj match = model.object("match");
        if (match == null || !gather(match, matches)) {
            return null;
        }
        List<Quote> quotes = new ArrayList<>();
        Json.Obj plain = model.object("prices");
        if (plain != null) {
            quotes.add(quote(model, plain, null));
        }
        for (Json.Obj conditional : model.objects("prices")) {
            Json.Obj prices = conditional.object("prices");
            if (prices != null) {
                quotes.add(quote(model, prices, conditional.object("constraint")));
            }
        }
        return quotes.isEmpty() ? null : new Listing(model.text("id", ""), matches, quotes);
    }

    /** False if it holds something that is not a rule of ours, such as {@code and}. */
    private static boolean gather(Json.Obj match, List<ModelMatch> matches) {
        for (Map.Entry<String, Json> rule : match.asMap().entrySet()) {
            ModelMatch.Kind kind = kind(rule.getKey());
            if (kind != null && rule.getValue() instanceof Json.Str text) {
                matches.add(ModelMatch.of(kind, text.value()));
            } else if (rule.getKey().equals("or")) {
                for (Json.Obj one : match.objects("or")) {
                    if (!gather(one, matches)) {
                        return false;
                    }
                }
            } else {
                return false;
            }
        }
        return !matches.isEmpty();
    }

    private static ModelMatch.@Nullable Kind kind(String rule) {
        return switch (rule) {
            case "equals" -> ModelMatch.Kind.EQUAL;
            case "starts_with" -> ModelMatch.Kind.BEGINNING;
            case "ends_with" -> ModelMatch.Kind.END;
            case "contains" -> ModelMatch.Kind.PART;
            case "regex" -> ModelMatch.Kind.REGULAR;
            default -> null;
        };
    }

    private Quote quote(Json.Obj model, Json.Obj prices, Json.@Nullable Obj constraint) {
        QuoteDraft draft = new QuoteDraft();
        for (Map.Entry<String, Json> price : prices.asMap().entrySet()) {
            Unit unit = UNITS.get(price.getKey());
            if (unit != null) {
                set(draft, unit, price.getValue(), ONCE);
            }
        }
        Json input = prices.get("input_mtok");
        if (input != null
                && prices.has("cache_write_mtok")
                && model.text("id", "").contains("claude")) {
            set(draft, Unit.CACHE_WRITE_HOUR, input, TWICE);
        }
        return draft.quote(version(draft, constraint), Discount.NONE, false);
    }

    private static void set(QuoteDraft draft, Unit unit, Json price, BigDecimal times) {
        if (price instanceof Json.Num flat) {
            draft.set(unit, 0, new BigDecimal(flat.literal()).multiply(times));
        } else if (price instanceof Json.Obj tiered) {
            draft.set(unit, 0, decimal(tiered, "base", times));
            for (Json.Obj tier : tiered.objects("tiers")) {
                draft.set(unit, tier.number("start", 0), decimal(tier, "price", times));
            }
        }
    }

    private static @Nullable BigDecimal decimal(Json.Obj from, String name, BigDecimal times) {
        Json.Num number = from.number(name);
        return number == null ? null : new BigDecimal(number.literal()).multiply(times);
    }

    private String version(QuoteDraft draft, Json.@Nullable Obj constraint) {
        if (constraint == null) {
            return date + SOURCE;
        }
        String day = constraint.text("start_date");
        if (day != null) {
            draft.from(LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant());
            return day + SOURCE;
        }
        Hours hours = Hours.of(time(constraint, "start_time"), time(constraint, "end_time"));
        draft.hours(hours);
        return date + SOURCE + " " + hours;
    }

    private static LocalTime time(Json.Obj constraint, String name) {
        return OffsetTime.parse(constraint.text(name, ""))
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalTime();
    }
}
