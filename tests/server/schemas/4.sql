CREATE TABLE assistants (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	name TEXT, 
	description TEXT, 
	model TEXT NOT NULL, 
	instructions TEXT, 
	tools JSON, 
	tool_resources JSON, 
	metadata JSON, 
	temperature FLOAT, 
	top_p FLOAT, 
	response_format JSON, 
	reasoning_effort TEXT, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
);;
CREATE TABLE threads (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	metadata JSON, 
	title TEXT DEFAULT '' NOT NULL, 
	tool_resources JSON, 
	touched BIGINT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
);;
CREATE TABLE processes (
	id VARCHAR(64) NOT NULL, 
	seen_at BIGINT NOT NULL, 
	PRIMARY KEY (id)
);;
CREATE TABLE files (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	bytes BIGINT NOT NULL, 
	filename TEXT NOT NULL, 
	purpose VARCHAR(32) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	expires_at BIGINT, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
);;
CREATE TABLE vector_stores (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	name TEXT NOT NULL, 
	expires_after JSON, 
	expires_at BIGINT, 
	last_active_at BIGINT, 
	metadata JSON, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
);;
CREATE TABLE deleted_threads (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	PRIMARY KEY (seq)
);;
CREATE TABLE messages (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	thread_id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	text TEXT NOT NULL, 
	content JSON, 
	assistant_id VARCHAR(64), 
	run_id VARCHAR(64), 
	attachments JSON, 
	metadata JSON, 
	incomplete_details JSON, 
	completed_at BIGINT, 
	incomplete_at BIGINT, 
	PRIMARY KEY (seq), 
	UNIQUE (id), 
	FOREIGN KEY(thread_id) REFERENCES threads (id) ON DELETE CASCADE
);;
CREATE TABLE runs (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	thread_id VARCHAR(64) NOT NULL, 
	assistant_id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	required_action JSON, 
	last_error JSON, 
	expires_at BIGINT, 
	started_at BIGINT, 
	cancelled_at BIGINT, 
	failed_at BIGINT, 
	completed_at BIGINT, 
	incomplete_details JSON, 
	model TEXT NOT NULL, 
	instructions TEXT NOT NULL, 
	tools JSON, 
	metadata JSON, 
	usage JSON, 
	temperature FLOAT, 
	top_p FLOAT, 
	max_prompt_tokens BIGINT, 
	max_completion_tokens BIGINT, 
	truncation_strategy JSON, 
	tool_choice JSON, 
	parallel_tool_calls BOOLEAN NOT NULL, 
	response_format JSON, 
	reasoning_effort TEXT, 
	tool_resources JSON, 
	requested_model TEXT NOT NULL, 
	deadline BIGINT NOT NULL, 
	owner VARCHAR(64), 
	log JSON, 
	context JSON, 
	PRIMARY KEY (seq), 
	UNIQUE (id), 
	FOREIGN KEY(thread_id) REFERENCES threads (id) ON DELETE CASCADE
);;
CREATE TABLE run_steps (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	thread_id VARCHAR(64) NOT NULL, 
	run_id VARCHAR(64) NOT NULL, 
	assistant_id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	type VARCHAR(32) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	step_details JSON, 
	last_error JSON, 
	expired_at BIGINT, 
	cancelled_at BIGINT, 
	failed_at BIGINT, 
	completed_at BIGINT, 
	metadata JSON, 
	usage JSON, 
	PRIMARY KEY (seq), 
	UNIQUE (id), 
	FOREIGN KEY(thread_id) REFERENCES threads (id) ON DELETE CASCADE
);;
CREATE TABLE vector_store_files (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	vector_store_id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	usage_bytes BIGINT NOT NULL, 
	last_error JSON, 
	chunking_strategy JSON, 
	attributes JSON, 
	batch_id VARCHAR(64), 
	claimed_until BIGINT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (vector_store_id, id), 
	FOREIGN KEY(vector_store_id) REFERENCES vector_stores (id) ON DELETE CASCADE
);;
CREATE TABLE vector_store_file_batches (
	seq INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	vector_store_id VARCHAR(64) NOT NULL, 
	created_at BIGINT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (id), 
	FOREIGN KEY(vector_store_id) REFERENCES vector_stores (id) ON DELETE CASCADE
);;
CREATE TABLE vector_store_chunks (
	id INTEGER NOT NULL, 
	file_seq INTEGER NOT NULL, 
	store VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	words TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(file_seq) REFERENCES vector_store_files (seq) ON DELETE CASCADE
);;
CREATE VIRTUAL TABLE chunk_index USING fts5 (store, words, content='vector_store_chunks', content_rowid='id', tokenize="unicode61 tokenchars '_'");;
CREATE TABLE schema_version (version INTEGER NOT NULL);;
CREATE INDEX messages_of_thread ON messages (thread_id, seq);;
CREATE INDEX messages_of_run ON messages (run_id, seq);;
CREATE INDEX active_runs ON runs (status) WHERE status IN ('queued', 'in_progress', 'requires_action', 'cancelling');;
CREATE INDEX runs_of_thread ON runs (thread_id, seq);;
CREATE UNIQUE INDEX one_active_run ON runs (thread_id) WHERE status IN ('queued', 'in_progress', 'requires_action', 'cancelling');;
CREATE INDEX steps_of_thread ON run_steps (thread_id);;
CREATE INDEX steps_of_run ON run_steps (run_id, seq);;
CREATE INDEX store_files_of_batch ON vector_store_files (batch_id);;
CREATE INDEX store_files_to_index ON vector_store_files (status, claimed_until);;
CREATE INDEX store_files_of_file ON vector_store_files (id);;
CREATE INDEX chunks_of_store ON vector_store_chunks (store);;
CREATE INDEX chunks_of_file ON vector_store_chunks (file_seq, position);;
CREATE TRIGGER chunk_added AFTER INSERT ON vector_store_chunks BEGIN INSERT INTO chunk_index (rowid, store, words) VALUES (new.id, new.store, new.words); END;;
CREATE TRIGGER chunk_removed AFTER DELETE ON vector_store_chunks BEGIN INSERT INTO chunk_index (chunk_index, rowid, store, words) VALUES ('delete', old.id, old.store, old.words); END;;
CREATE INDEX threads_by_activity ON threads (touched, seq);;
INSERT INTO schema_version VALUES (4);;
