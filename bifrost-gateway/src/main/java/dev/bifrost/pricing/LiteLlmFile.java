package dev.bifrost.pricing;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * LiteLLM's {@code model_prices_and_context_window.json}: an object of models, each with its provider and with prices in
 * dollars for one token, such as {@code input_cost_per_token} and, for prompts above 200,000 tokens,
 * {@code input_cost_per_token_above_200k_tokens}. Prices of other tiers of service are left out.
 */
final class LiteLlmFile {
    private static final String SOURCE = " litellm";
    private static final Pattern ABOVE = Pattern.compile("_above_([0-9]{1,6})k_tokens$");
    private static final Map<String, Unit> TOKENS = Map.of(
            "input_cost_per_token", Unit.INPUT,
            "cache_read_input_token_cost", Unit.CACHED,
            "cache_creation_input_token_cost", Unit.CACHE_WRITE,
            "cache_creation_input_token_cost_above_1hr", Unit.CACHE_WRITE_HOUR,
            "output_cost_per_token", Unit.OUTPUT,
            "output_cost_per_reasoning_token", Unit.REASONING,
            "input_cost_per_audio_token", Unit.AUDIO_INPUT,
            "cache_read_input_audio_token_cost", Unit.AUDIO_CACHED,
            "output_cost_per_audio_token", Unit.AUDIO_OUTPUT);
    /** Our lists by the names of LiteLLM's providers; others have their own. */
    private static final Map<String, String> LISTS = Map.of(
            "text-completion-openai", "openai",
            "azure_ai", "azure",
            "azure_text", "azure",
            "bedrock_converse", "bedrock",
            "gemini", "google",
            "cohere_chat", "cohere",
            "together_ai", "together",
            "fireworks_ai", "fireworks");

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    private final String date;
    private final TableReader.Taker taker;

    LiteLlmFile(String date, TableReader.Taker taker) {
        this.date = date;
        this.taker = taker;
    }

    void read(byte[] file) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), file)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is no object of models");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    entry(key, json);
                } else {
                    json.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new IOException("it is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void entry(String key, JsonParser json) {
        Map<String, BigDecimal> numbers = new HashMap<>();
        Map<String, String> words = new HashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token.isNumeric()) {
                numbers.put(name, json.getDecimalValue());
            } else if (token == JsonToken.VALUE_STRING) {
                words.put(name, json.getString());
            } else if (name.equals("search_context_cost_per_query") && token == JsonToken.START_OBJECT) {
                search(json, numbers);
            } else {
                json.skipChildren();
            }
        }
        String provider = words.get("litellm_provider");
        if (provider != null && !key.equals("sample_spec")) {
            listing(key, provider, words.getOrDefault("mode", "chat"), numbers);
        }
    }

    private static void search(JsonParser json, Map<String, BigDecimal> numbers) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (json.nextToken().isNumeric()) {
                numbers.put(name, json.getDecimalValue());
            } else {
                json.skipChildren();
            }
        }
    }

    private void listing(String key, String provider, String mode, Map<String, BigDecimal> numbers) {
        String list = list(provider);
        QuoteDraft draft = new QuoteDraft();
        try {
            numbers.forEach((name, dollars) -> set(draft, name, dollars));
            draft.set(Unit.REQUEST, 0, times(numbers.get("input_cost_per_query"), THOUSAND));
            Unit search = list.equals("perplexity") ? Unit.REQUEST : Unit.SEARCH;
            draft.set(search, 0, times(numbers.get("search_context_size_medium"), THOUSAND));
            if (mode.equals("image_generation") && !numbers.containsKey("output_cost_per_token")) {
                draft.set(Unit.IMAGE, 0, numbers.get("output_cost_per_image"));
            }
        } catch (IllegalArgumentException _) {
            return; // a price that makes no sense is none
        }
        if (!draft.isEmpty()) {
            String name = name(key, provider);
            taker.take(
                    list,
                    new Listing(
                            name,
                            List.of(ModelMatch.of(ModelMatch.Kind.EQUAL, name)),
                            List.of(draft.quote(date + SOURCE, discount(numbers), false))));
        }
    }

    private static void set(QuoteDraft draft, String name, BigDecimal dollars) {
        Matcher above = ABOVE.matcher(name);
        boolean tiered = above.find();
        Unit unit = TOKENS.get(tiered ? name.substring(0, above.start()) : name);
        if (unit != null) {
            draft.set(unit, tiered ? Long.parseLong(above.group(1)) * 1_000 : 0, dollars.multiply(MILLION));
        }
    }

    private static @Nullable BigDecimal times(@Nullable BigDecimal dollars, BigDecimal factor) {
        return dollars == null ? null : dollars.multiply(factor);
    }

    /** What a batch's input pays, in whole per cent, rounded up. */
    private static Discount discount(Map<String, BigDecimal> numbers) {
        BigDecimal full = numbers.get("input_cost_per_token");
        BigDecimal batch = numbers.get("input_cost_per_token_batches");
        if (full == null || batch == null || batch.signum() < 0 || full.compareTo(batch) <= 0) {
            return Discount.NONE;
        }
        long percent =
                batch.movePointRight(2).divide(full, 0, RoundingMode.CEILING).longValueExact();
        return Discount.of(percent, null);
    }

    private static String list(String provider) {
        return provider.startsWith("vertex_ai") ? "vertex" : LISTS.getOrDefault(provider, provider);
    }

    /** Keys begin with their provider, or do not. */
    private static String name(String key, String provider) {
        String prefix = provider.startsWith("vertex_ai") ? "vertex_ai/" : provider + "/";
        String name = key.startsWith(prefix) ? key.substring(prefix.length()) : key;
        return name.toLowerCase(Locale.ROOT);
    }
}
