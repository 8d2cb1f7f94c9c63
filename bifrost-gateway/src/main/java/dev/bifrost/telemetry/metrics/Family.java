package dev.bifrost.telemetry.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every family of series that there is; {@code docs/metrics.md} says more of each. */
public enum Family {
    UPSTREAM_REQUESTS("bifrost_upstream_requests_total", Type.CALLS, Of.TRY + " " + Of.CALLER, "Tries at a target."),
    SUCCESS_REQUESTS("bifrost_success_requests_total", Type.CALLS, Of.TRY + " " + Of.CALLER, "Tries that went well."),
    ERROR_REQUESTS(
            "bifrost_error_requests_total",
            Type.CALLS,
            Of.TRY + " " + Of.CALLER + " status_code error_type",
            "Tries that failed."),
    UPSTREAM_LATENCY_SECONDS(
            "bifrost_upstream_latency_seconds",
            Buckets.LATENCY,
            Of.MODEL + " is_success",
            "From the decision to try until the outcome was known."),
    OVERHEAD_LATENCY_MICROSECONDS(
            "bifrost_overhead_latency_microseconds",
            Buckets.MICROSECONDS,
            "method",
            "The gateway's own time up to the first byte of the answer."),
    INPUT_TOKENS(
            "bifrost_input_tokens_total",
            Type.CALLS,
            Of.MODEL + " " + Of.CALLER,
            "Prompt tokens, cached ones included."),
    OUTPUT_TOKENS(
            "bifrost_output_tokens_total",
            Type.CALLS,
            Of.MODEL + " " + Of.CALLER,
            "Completion tokens, reasoning included."),
    CACHE_READ_INPUT_TOKENS(
            "bifrost_cache_read_input_tokens_total",
            Type.CALLS,
            Of.MODEL + " " + Of.CALLER,
            "Prompt tokens read from a provider's cache."),
    CACHE_WRITE_INPUT_TOKENS(
            "bifrost_cache_write_input_tokens_total",
            Type.CALLS,
            Of.MODEL + " " + Of.CALLER,
            "Prompt tokens written to a provider's cache."),
    CACHE_WRITE_INPUT_TOKENS_5M(
            "bifrost_cache_write_input_tokens_5m_total",
            Type.CALLS,
            Of.MODEL + " " + Of.CALLER,
            "Of those written, the ones not kept for an hour."),
    CACHE_WRITE_INPUT_TOKENS_1H(
            "bifrost_cache_write_input_tokens_1h_total",
            Type.CALLS,
            Of.MODEL + " " + Of.CALLER,
            "Of those written, the ones kept for an hour."),
    REQUEST_RETRIES(
            "bifrost_request_retries",
            Buckets.RETRIES,
            Of.MODEL,
            "How often a target was tried again, once for each target that was tried."),
    COST("bifrost_cost_total", Type.CALLS, Of.MODEL + " " + Of.CALLER, "US dollars that tries cost, failed ones too."),
    STREAM_FIRST_TOKEN_LATENCY_SECONDS(
            "bifrost_stream_first_token_latency_seconds",
            Buckets.LATENCY,
            Of.MODEL,
            "From the request to the target that answered to the first content sent."),
    STREAM_INTER_TOKEN_LATENCY_SECONDS(
            "bifrost_stream_inter_token_latency_seconds",
            Buckets.LATENCY,
            Of.MODEL,
            "Mean gap between the tokens of one answer, reasoning left out."),
    KEY_ROTATION_EVENTS(
            "bifrost_key_rotation_events_total",
            Type.COUNTER,
            "provider",
            "Another credential of the same provider was tried within a call."),
    PROVIDER_KEY_UP(
            "bifrost_provider_key_up",
            Type.GAUGE,
            "provider key_id",
            "0 while a credential cools down for all models."),
    ACTIVE_REQUESTS("bifrost_active_requests", Type.GAUGE, "", "Calls under way."),
    HTTP_REQUESTS("http_requests_total", Type.COUNTER, Of.HTTP, "Calls by path and status."),
    HTTP_REQUEST_DURATION_SECONDS(
            "http_request_duration_seconds", Buckets.LATENCY, Of.HTTP, "From the request's head to the end."),
    HTTP_REQUEST_SIZE_BYTES("http_request_size_bytes", Buckets.SIZE, Of.HTTP, "Length of the request's body."),
    HTTP_RESPONSE_SIZE_BYTES("http_response_size_bytes", Buckets.SIZE, Of.HTTP, "Length of the answer's body."),
    REQUESTS(
            "bifrost_requests_total",
            Type.CALLS,
            "operation alias model provider status ending",
            "Every call, refused ones too."),
    FAILURES("bifrost_failures_total", Type.CALLS, "operation provider code", "Calls that ended with a failure."),
    REQUEST_DURATION_SECONDS(
            "bifrost_request_duration_seconds",
            Buckets.LATENCY,
            "operation alias model provider stream",
            "From the request's head to the end."),
    GATEWAY_OVERHEAD_SECONDS(
            "bifrost_gateway_overhead_seconds",
            Buckets.OVERHEAD,
            "operation",
            "The gateway's own time up to the first byte of the answer."),
    TOKENS(
            "bifrost_tokens_total",
            Type.CALLS,
            Of.PRICED + " kind",
            "Tokens by kind, of which some are parts of others."),
    IMAGES("bifrost_images_total", Type.CALLS, Of.PRICED, "Images made."),
    SEARCHES("bifrost_searches_total", Type.CALLS, Of.PRICED, "Tool calls that providers charge by the piece."),
    USAGE_ESTIMATED("bifrost_usage_estimated_total", Type.CALLS, Of.PRICED, "Tries whose tokens the gateway counted."),
    UNPRICED(
            "bifrost_unpriced_total",
            Type.CALLS,
            Of.PRICED,
            "Tries that consumed something for which there is no price."),
    RETRIES("bifrost_retries_total", Type.COUNTER, "provider model", "The same target tried again within a call."),
    FALLBACKS("bifrost_fallbacks_total", Type.COUNTER, "provider model cause", "A target left for another, and why."),
    SKIPPED_TARGETS("bifrost_skipped_targets_total", Type.COUNTER, "provider model cause", "Targets not tried."),
    KEY_COOLDOWNS(
            "bifrost_key_cooldowns_total", Type.COUNTER, "provider cause", "Tries that made a credential cool down."),
    SERIES_OVERFLOW(
            "bifrost_series_overflow_total",
            Type.COUNTER,
            "family",
            "Increments and readings that could not have a series of their own."),
    RUNNING_REQUESTS("bifrost_running_requests", Type.GAUGE, "", "Calls under way."),
    OPEN_STREAMS("bifrost_open_streams", Type.GAUGE, "", "Answers that are streams, under way."),
    CLIENT_CONNECTIONS("bifrost_client_connections", Type.GAUGE, "", "Connections of clients."),
    UPSTREAM_CONNECTIONS("bifrost_upstream_connections", Type.GAUGE, "provider state", "Connections to providers."),
    BUFFERED_BYTES("bifrost_buffered_bytes", Type.GAUGE, "kind", "Bytes held for calls under way."),
    BUFFERED_LIMIT_BYTES("bifrost_buffered_limit_bytes", Type.GAUGE, "kind", "Bytes that may be held."),
    EVENT_LOOP_DELAY_SECONDS(
            "bifrost_event_loop_delay_seconds", Buckets.OVERHEAD, "loop", "How late a task runs on an event loop."),
    EVENT_LOOP_LATE_SECONDS(
            "bifrost_event_loop_late_seconds", Type.GAUGE, "loop", "How late an event loop is with its next task."),
    KEYS_COOLING("bifrost_keys_cooling", Type.GAUGE, "provider", "Credentials that cool down now."),
    TARGET_UP("bifrost_target_up", Type.GAUGE, "provider model", "Whether a target of an alias can be used now."),
    TARGETS_DISABLED("bifrost_targets_disabled", Type.GAUGE, "", "Targets of aliases that can not be used."),
    BUDGET_LEFT_DOLLARS(
            "bifrost_budget_left_dollars",
            Type.GAUGE,
            "kind name budget",
            "What is not spent, though it may be reserved."),
    BUDGET_LIMIT_DOLLARS("bifrost_budget_limit_dollars", Type.GAUGE, "kind name budget", "A budget."),
    RATE_LIMIT_USED_RATIO("bifrost_rate_limit_used_ratio", Type.GAUGE, "kind name limit", "How far a limit is used."),
    CONFIG_INFO("bifrost_config_info", Type.INFO, "hash", "The configuration in force."),
    CONFIG_LAST_SUCCESS_TIMESTAMP_SECONDS(
            "bifrost_config_last_success_timestamp_seconds", Type.GAUGE, "", "When a configuration last took force."),
    CONFIG_LAST_RELOAD_SUCCESSFUL(
            "bifrost_config_last_reload_successful",
            Type.GAUGE,
            "",
            "Whether the last change of the configuration could be used."),
    JOURNAL_QUEUED_ENTRIES("bifrost_journal_queued_entries", Type.GAUGE, "", "Entries that wait to be written."),
    JOURNAL_UNSYNCED_BYTES(
            "bifrost_journal_unsynced_bytes", Type.GAUGE, "", "Handed in, and not safely on the disk yet."),
    JOURNAL_DISK_BYTES("bifrost_journal_disk_bytes", Type.GAUGE, "", "What the journal takes on the disk."),
    JOURNAL_SEGMENTS("bifrost_journal_segments", Type.GAUGE, "", "Files of the journal."),
    JOURNAL_ENTRIES("bifrost_journal_entries", Type.GAUGE, "", "The last entry that is safely on the disk."),
    JOURNAL_LAST_SYNC_SECONDS("bifrost_journal_last_sync_seconds", Type.GAUGE, "", "How long the last sync took."),
    JOURNAL_ERRORS("bifrost_journal_errors_total", Type.COUNTER, "", "Failures of the disk."),
    JOURNAL_REFUSING(
            "bifrost_journal_refusing",
            Type.GAUGE,
            "",
            "1 while calls are refused because they could not be written down."),
    JOURNAL_LAG_ENTRIES(
            "bifrost_journal_lag_entries",
            Type.GAUGE,
            "follower",
            "Entries that a follower of the journal has not taken."),
    JOURNAL_LAG_SECONDS(
            "bifrost_journal_lag_seconds",
            Type.GAUGE,
            "follower",
            "Age of the oldest entry that a follower of the journal has not taken."),
    SINK_UP("bifrost_sink_up", Type.GAUGE, "sink", "Whether an audit sink takes entries."),
    SINK_LAG_ENTRIES("bifrost_sink_lag_entries", Type.GAUGE, "sink", "In the journal, and not in the sink."),
    SINK_LAG_SECONDS(
            "bifrost_sink_lag_seconds", Type.GAUGE, "sink", "Age of the oldest entry that is not in the sink."),
    SINK_ENTRIES("bifrost_sink_entries_total", Type.COUNTER, "sink", "Entries that a sink has taken since the start."),
    SINK_RETRIES("bifrost_sink_retries_total", Type.COUNTER, "sink", "Failures of a sink since the start."),
    SINK_DEAD_LETTERS("bifrost_sink_dead_letters_total", Type.COUNTER, "sink", "Entries that a sink refused for good."),
    STORE_UP("bifrost_store_up", Type.GAUGE, "", "Whether the database of keys and spend can be reached."),
    LOG_LINES_LOST("bifrost_log_lines_lost_total", Type.COUNTER, "", "Lines that standard output did not take."),
    TRACE_SPANS_LOST("bifrost_trace_spans_lost_total", Type.COUNTER, "", "Spans that the collector did not get."),
    BUILD_INFO("bifrost_build_info", Type.INFO, "version java", "What runs here."),
    JVM_MEMORY_USED_BYTES("jvm_memory_used_bytes", Type.GAUGE, "area", "Used bytes of a memory area."),
    JVM_MEMORY_COMMITTED_BYTES("jvm_memory_committed_bytes", Type.GAUGE, "area", "Committed bytes of a memory area."),
    JVM_MEMORY_MAX_BYTES(
            "jvm_memory_max_bytes", Type.GAUGE, "area", "Most bytes of a memory area, -1 if there is no limit."),
    JVM_MEMORY_POOL_USED_BYTES("jvm_memory_pool_used_bytes", Type.GAUGE, "pool", "Used bytes of a memory pool."),
    JVM_BUFFER_POOL_USED_BYTES("jvm_buffer_pool_used_bytes", Type.GAUGE, "pool", "Used bytes of a buffer pool."),
    JVM_BUFFER_POOL_USED_BUFFERS("jvm_buffer_pool_used_buffers", Type.GAUGE, "pool", "Used buffers of a buffer pool."),
    JVM_GC_COLLECTION_SECONDS("jvm_gc_collection_seconds", Type.SUMMARY, "gc", "Time spent in a garbage collector."),
    JVM_THREADS_CURRENT("jvm_threads_current", Type.GAUGE, "", "Platform threads."),
    JVM_THREADS_DAEMON("jvm_threads_daemon", Type.GAUGE, "", "Daemon threads."),
    JVM_THREADS_PEAK("jvm_threads_peak", Type.GAUGE, "", "Most platform threads at once."),
    JVM_CLASSES_CURRENTLY_LOADED("jvm_classes_currently_loaded", Type.GAUGE, "", "Classes loaded now."),
    JVM_RUNTIME_INFO("jvm_runtime_info", Type.INFO, "runtime vendor version", "The Java runtime."),
    PROCESS_CPU_SECONDS("process_cpu_seconds_total", Type.COUNTER, "", "Processor time, user and system."),
    PROCESS_START_TIME_SECONDS("process_start_time_seconds", Type.GAUGE, "", "Unix time of the start."),
    PROCESS_OPEN_FDS("process_open_fds", Type.GAUGE, "", "Open file descriptors."),
    PROCESS_MAX_FDS("process_max_fds", Type.GAUGE, "", "Most file descriptors."),
    PROCESS_RESIDENT_MEMORY_BYTES("process_resident_memory_bytes", Type.GAUGE, "", "Resident memory."),
    PROCESS_VIRTUAL_MEMORY_BYTES("process_virtual_memory_bytes", Type.GAUGE, "", "Virtual memory.");

    private final String told;
    private final Type type;
    private final @Nullable Buckets buckets;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final List<String> labels;

    private final String help;

    Family(String told, Type type, String labels, String help) {
        this(told, type, null, labels, help);
    }

    Family(String told, Buckets buckets, String labels, String help) {
        this(told, Type.HISTOGRAM, buckets, labels, help);
    }

    Family(String told, Type type, @Nullable Buckets buckets, String labels, String help) {
        this.told = told;
        this.type = type;
        this.buckets = buckets;
        this.labels = labels.isEmpty() ? List.of() : List.of(labels.split(" ", -1));
        this.help = help;
    }

    /** What a family's series are. */
    enum Type {
        COUNTER,
        /** A counter to which an operator may add labels. */
        CALLS,
        GAUGE,
        HISTOGRAM,
        SUMMARY,
        INFO
    }

    /** Labels that several families have. */
    private static final class Of {
        static final String PRICED = "provider model alias";
        static final String MODEL = PRICED + " method";
        static final String TRY = MODEL + " selected_key_id selected_key_name fallback_index";
        static final String CALLER = "virtual_key_id virtual_key_name team_id team_name customer_id customer_name";
        static final String HTTP = "path method status";
    }

    /** The name in Prometheus, such as {@code bifrost_requests_total}. */
    public String told() {
        return told;
    }

    /** The names of its labels, without those that an operator adds. */
    public List<String> labels() {
        return labels;
    }

    Type type() {
        return type;
    }

    /** Only a histogram has any. */
    Buckets buckets() {
        if (buckets == null) {
            throw new IllegalStateException(told + " is no histogram");
        }
        return buckets;
    }

    String help() {
        return help;
    }
}
