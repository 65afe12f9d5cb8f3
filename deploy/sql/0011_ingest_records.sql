-- The records, a table a kind: what `duban catalog ddl` prints for deploy/catalog/base/kinds, in the order of the names; a test compares.
-- Rows come by COPY under a batch that is not committed yet, and no view shows them until it is (law 2). No person is in here: record
-- numbers are keyed hashes, all other columns of a file are dropped at the door (law 10).

-- Of a snapshot, the batch whose rows count for institution and month.
CREATE VIEW ingest.v_current_batch AS
    SELECT DISTINCT ON (b.institution_id, b.kind, b.period) b.institution_id, b.kind, b.period, b.batch_id, b.lane_number
    FROM ingest.batch AS b WHERE b.state = 'committed'
    ORDER BY b.institution_id, b.kind, b.period, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT ON ingest.v_current_batch TO duban_ingest, duban_compute, duban_alert, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_bed_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    open_bed_days bigint NOT NULL,
    occupied_bed_days bigint NOT NULL,
    CONSTRAINT record_bed_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_bed_month.open_bed_days IS '实际开放总床日数（床日）';
COMMENT ON COLUMN ingest.record_bed_month.occupied_bed_days IS '实际占用总床日数（床日）';
CREATE VIEW ingest.v_record_bed_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.open_bed_days, r.occupied_bed_days
    FROM ingest.record_bed_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_bed_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.open_bed_days, r.occupied_bed_days
    FROM ingest.record_bed_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'bed_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_bed_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_bed_month, ingest.v_current_bed_month TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_discharge (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    record_no bytea NOT NULL,
    record_no_stripped bytea NOT NULL,
    record_no_length bigint NOT NULL,
    admission_no bigint NOT NULL,
    admitted_at_us bigint NOT NULL,
    discharged_at_us bigint NOT NULL,
    stay_days bigint NOT NULL,
    day_surgery text NOT NULL,
    sex text NOT NULL,
    age_years bigint NOT NULL,
    age_days bigint,
    birth_weight_g bigint,
    admission_weight_g bigint,
    payment text NOT NULL,
    admission_route text NOT NULL,
    admission_department text NOT NULL,
    discharge_department text NOT NULL,
    main_diagnosis text NOT NULL,
    main_diagnosis_on_admission text NOT NULL,
    other_diagnosis_count bigint NOT NULL,
    pathology_count bigint NOT NULL,
    external_cause_count bigint NOT NULL,
    main_operation text,
    main_operation_at_us bigint,
    main_operation_level bigint,
    incision text,
    anaesthesia text,
    operation_level bigint,
    operation_count bigint NOT NULL,
    leaving_way text NOT NULL,
    receiver_count bigint NOT NULL,
    readmission_plan text NOT NULL,
    readmission_purpose_count bigint NOT NULL,
    total_cost bigint NOT NULL,
    own_pay bigint NOT NULL,
    cost_items bigint NOT NULL,
    operation_cost bigint NOT NULL,
    operation_cost_parts bigint NOT NULL,
    western_drug_cost bigint NOT NULL,
    antibiotic_cost bigint NOT NULL,
    chinese_drug_cost bigint NOT NULL,
    consumable_cost bigint NOT NULL,
    CONSTRAINT record_discharge_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_discharge.record_no IS '病案号';
COMMENT ON COLUMN ingest.record_discharge.admission_no IS '住院次数（次）';
COMMENT ON COLUMN ingest.record_discharge.admitted_at_us IS '入院时间';
COMMENT ON COLUMN ingest.record_discharge.discharged_at_us IS '出院时间';
COMMENT ON COLUMN ingest.record_discharge.stay_days IS '实际住院（天）（日）';
COMMENT ON COLUMN ingest.record_discharge.day_surgery IS '是否为日间手术';
COMMENT ON COLUMN ingest.record_discharge.sex IS '性别';
COMMENT ON COLUMN ingest.record_discharge.age_years IS '年龄（岁）（岁）';
COMMENT ON COLUMN ingest.record_discharge.age_days IS '年龄不足1周岁的年龄（天）（日）';
COMMENT ON COLUMN ingest.record_discharge.birth_weight_g IS '新生儿出生体重(克)（克）';
COMMENT ON COLUMN ingest.record_discharge.admission_weight_g IS '新生儿入院体重（克）（克）';
COMMENT ON COLUMN ingest.record_discharge.payment IS '医疗付费方式';
COMMENT ON COLUMN ingest.record_discharge.admission_route IS '入院途径';
COMMENT ON COLUMN ingest.record_discharge.admission_department IS '入院科别';
COMMENT ON COLUMN ingest.record_discharge.discharge_department IS '出院科别';
COMMENT ON COLUMN ingest.record_discharge.main_diagnosis IS '出院主要诊断编码';
COMMENT ON COLUMN ingest.record_discharge.main_diagnosis_on_admission IS '出院主要诊断入院病情';
COMMENT ON COLUMN ingest.record_discharge.other_diagnosis_count IS '出院其他诊断条数（条）';
COMMENT ON COLUMN ingest.record_discharge.pathology_count IS '病理诊断条数（条）';
COMMENT ON COLUMN ingest.record_discharge.external_cause_count IS '损伤中毒外部原因条数（条）';
COMMENT ON COLUMN ingest.record_discharge.main_operation IS '主要手术操作编码';
COMMENT ON COLUMN ingest.record_discharge.main_operation_at_us IS '主要手术操作日期';
COMMENT ON COLUMN ingest.record_discharge.main_operation_level IS '主要手术操作级别';
COMMENT ON COLUMN ingest.record_discharge.incision IS '主要手术操作切口愈合等级';
COMMENT ON COLUMN ingest.record_discharge.anaesthesia IS '主要手术操作麻醉方式';
COMMENT ON COLUMN ingest.record_discharge.operation_level IS '手术操作最高级别';
COMMENT ON COLUMN ingest.record_discharge.operation_count IS '手术操作条数（条）';
COMMENT ON COLUMN ingest.record_discharge.leaving_way IS '离院方式';
COMMENT ON COLUMN ingest.record_discharge.receiver_count IS '接收机构是否填写（条）';
COMMENT ON COLUMN ingest.record_discharge.readmission_plan IS '是否有出院31日内再住院计划';
COMMENT ON COLUMN ingest.record_discharge.readmission_purpose_count IS '再住院目的是否填写（条）';
COMMENT ON COLUMN ingest.record_discharge.total_cost IS '住院总费用 × 10^2（元）';
COMMENT ON COLUMN ingest.record_discharge.own_pay IS '住院总费用其中自付金额 × 10^2（元）';
COMMENT ON COLUMN ingest.record_discharge.cost_items IS '24项费用合计 × 10^2（元）';
COMMENT ON COLUMN ingest.record_discharge.operation_cost IS '手术治疗费 × 10^2（元）';
COMMENT ON COLUMN ingest.record_discharge.operation_cost_parts IS '麻醉费和手术费合计 × 10^2（元）';
COMMENT ON COLUMN ingest.record_discharge.western_drug_cost IS '西药费 × 10^2（元）';
COMMENT ON COLUMN ingest.record_discharge.antibiotic_cost IS '抗菌药物费 × 10^2（元）';
COMMENT ON COLUMN ingest.record_discharge.chinese_drug_cost IS '中成药费和中草药费合计 × 10^2（元）';
COMMENT ON COLUMN ingest.record_discharge.consumable_cost IS '一次性医用材料费合计 × 10^2（元）';
CREATE VIEW ingest.v_record_discharge AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.record_no, r.record_no_stripped,
           r.record_no_length, r.admission_no, r.admitted_at_us, r.discharged_at_us, r.stay_days, r.day_surgery, r.sex,
           r.age_years, r.age_days, r.birth_weight_g, r.admission_weight_g, r.payment, r.admission_route, r.admission_department,
           r.discharge_department, r.main_diagnosis, r.main_diagnosis_on_admission, r.other_diagnosis_count, r.pathology_count,
           r.external_cause_count, r.main_operation, r.main_operation_at_us, r.main_operation_level, r.incision, r.anaesthesia,
           r.operation_level, r.operation_count, r.leaving_way, r.receiver_count, r.readmission_plan, r.readmission_purpose_count,
           r.total_cost, r.own_pay, r.cost_items, r.operation_cost, r.operation_cost_parts, r.western_drug_cost,
           r.antibiotic_cost, r.chinese_drug_cost, r.consumable_cost
    FROM ingest.record_discharge AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_discharge AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.record_no, r.record_no_stripped,
           r.record_no_length, r.admission_no, r.admitted_at_us, r.discharged_at_us, r.stay_days, r.day_surgery, r.sex,
           r.age_years, r.age_days, r.birth_weight_g, r.admission_weight_g, r.payment, r.admission_route, r.admission_department,
           r.discharge_department, r.main_diagnosis, r.main_diagnosis_on_admission, r.other_diagnosis_count, r.pathology_count,
           r.external_cause_count, r.main_operation, r.main_operation_at_us, r.main_operation_level, r.incision, r.anaesthesia,
           r.operation_level, r.operation_count, r.leaving_way, r.receiver_count, r.readmission_plan, r.readmission_purpose_count,
           r.total_cost, r.own_pay, r.cost_items, r.operation_cost, r.operation_cost_parts, r.western_drug_cost,
           r.antibiotic_cost, r.chinese_drug_cost, r.consumable_cost
    FROM ingest.record_discharge AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'discharge';
GRANT SELECT, INSERT, DELETE ON ingest.record_discharge TO duban_ingest;
GRANT SELECT ON ingest.v_record_discharge, ingest.v_current_discharge TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_drg_result (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    record_no bytea NOT NULL,
    record_no_stripped bytea NOT NULL,
    record_no_length bigint NOT NULL,
    admission_no bigint NOT NULL,
    discharged_on date NOT NULL,
    drg_code text,
    weight bigint,
    status text NOT NULL,
    CONSTRAINT record_drg_result_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_drg_result.record_no IS '病案号';
COMMENT ON COLUMN ingest.record_drg_result.admission_no IS '住院次数（次）';
COMMENT ON COLUMN ingest.record_drg_result.discharged_on IS '出院日期';
COMMENT ON COLUMN ingest.record_drg_result.drg_code IS 'DRG编码';
COMMENT ON COLUMN ingest.record_drg_result.weight IS '权重 × 10^4';
COMMENT ON COLUMN ingest.record_drg_result.status IS '入组状态';
CREATE VIEW ingest.v_record_drg_result AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.record_no, r.record_no_stripped,
           r.record_no_length, r.admission_no, r.discharged_on, r.drg_code, r.weight, r.status
    FROM ingest.record_drg_result AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_drg_result AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.record_no, r.record_no_stripped,
           r.record_no_length, r.admission_no, r.discharged_on, r.drg_code, r.weight, r.status
    FROM ingest.record_drg_result AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'drg_result';
GRANT SELECT, INSERT, DELETE ON ingest.record_drg_result TO duban_ingest;
GRANT SELECT ON ingest.v_record_drg_result, ingest.v_current_drg_result TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_finance_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    medical_income bigint NOT NULL,
    service_income bigint NOT NULL,
    personnel_expense bigint NOT NULL,
    business_expense bigint NOT NULL,
    current_liabilities bigint NOT NULL,
    total_assets bigint NOT NULL,
    CONSTRAINT record_finance_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_finance_month.medical_income IS '医疗收入 × 10^2（元）';
COMMENT ON COLUMN ingest.record_finance_month.service_income IS '医疗服务收入 × 10^2（元）';
COMMENT ON COLUMN ingest.record_finance_month.personnel_expense IS '人员经费 × 10^2（元）';
COMMENT ON COLUMN ingest.record_finance_month.business_expense IS '业务支出 × 10^2（元）';
COMMENT ON COLUMN ingest.record_finance_month.current_liabilities IS '流动负债 × 10^2（元）';
COMMENT ON COLUMN ingest.record_finance_month.total_assets IS '总资产 × 10^2（元）';
CREATE VIEW ingest.v_record_finance_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.medical_income, r.service_income,
           r.personnel_expense, r.business_expense, r.current_liabilities, r.total_assets
    FROM ingest.record_finance_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_finance_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.medical_income, r.service_income,
           r.personnel_expense, r.business_expense, r.current_liabilities, r.total_assets
    FROM ingest.record_finance_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'finance_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_finance_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_finance_month, ingest.v_current_finance_month TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_milestone (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    item text NOT NULL,
    reached_on date NOT NULL,
    quantity bigint NOT NULL,
    document text NOT NULL,
    CONSTRAINT record_milestone_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_milestone_by_key ON ingest.record_milestone (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_milestone.item IS '节点项目';
COMMENT ON COLUMN ingest.record_milestone.reached_on IS '达到日期';
COMMENT ON COLUMN ingest.record_milestone.quantity IS '数量';
COMMENT ON COLUMN ingest.record_milestone.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_milestone AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.reached_on, r.quantity,
           r.document
    FROM ingest.record_milestone AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_milestone AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.reached_on, r.quantity,
           r.document
    FROM ingest.record_milestone AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_milestone TO duban_ingest;
GRANT SELECT ON ingest.v_record_milestone, ingest.v_current_milestone TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_rating (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    item text NOT NULL,
    level text NOT NULL,
    rank bigint NOT NULL,
    granted_on date NOT NULL,
    valid_to date,
    document text NOT NULL,
    CONSTRAINT record_rating_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_rating_by_key ON ingest.record_rating (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_rating.item IS '评级项目';
COMMENT ON COLUMN ingest.record_rating.level IS '级别';
COMMENT ON COLUMN ingest.record_rating.rank IS '级别序号';
COMMENT ON COLUMN ingest.record_rating.granted_on IS '批准日期';
COMMENT ON COLUMN ingest.record_rating.valid_to IS '有效期至';
COMMENT ON COLUMN ingest.record_rating.document IS '文号或证书号';
CREATE VIEW ingest.v_record_rating AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.level, r.rank, r.granted_on,
           r.valid_to, r.document
    FROM ingest.record_rating AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_rating AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.level, r.rank, r.granted_on,
           r.valid_to, r.document
    FROM ingest.record_rating AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_rating TO duban_ingest;
GRANT SELECT ON ingest.v_record_rating, ingest.v_current_rating TO duban_ingest, duban_compute, duban_operator;
