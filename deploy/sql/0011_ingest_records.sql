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
CREATE TABLE ingest.record_adverse_event (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    event_no text NOT NULL,
    occurred_on date NOT NULL,
    category text NOT NULL,
    CONSTRAINT record_adverse_event_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_adverse_event.event_no IS '事件编号';
COMMENT ON COLUMN ingest.record_adverse_event.occurred_on IS '发生日期';
COMMENT ON COLUMN ingest.record_adverse_event.category IS '事件类别';
CREATE VIEW ingest.v_record_adverse_event AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.event_no, r.occurred_on, r.category
    FROM ingest.record_adverse_event AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_adverse_event AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.event_no, r.occurred_on, r.category
    FROM ingest.record_adverse_event AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'adverse_event';
GRANT SELECT, INSERT, DELETE ON ingest.record_adverse_event TO duban_ingest;
GRANT SELECT ON ingest.v_record_adverse_event, ingest.v_current_adverse_event TO duban_ingest, duban_compute, duban_operator;

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
CREATE TABLE ingest.record_certificate (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    item text NOT NULL,
    authority text NOT NULL,
    granted_on date NOT NULL,
    valid_to date,
    taken bigint NOT NULL,
    passed bigint NOT NULL,
    document text NOT NULL,
    CONSTRAINT record_certificate_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_certificate_by_key ON ingest.record_certificate (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_certificate.item IS '证书项目';
COMMENT ON COLUMN ingest.record_certificate.authority IS '发证层级';
COMMENT ON COLUMN ingest.record_certificate.granted_on IS '发证日期';
COMMENT ON COLUMN ingest.record_certificate.valid_to IS '有效期至';
COMMENT ON COLUMN ingest.record_certificate.taken IS '参加项数（项）';
COMMENT ON COLUMN ingest.record_certificate.passed IS '合格项数（项）';
COMMENT ON COLUMN ingest.record_certificate.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_certificate AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.authority, r.granted_on,
           r.valid_to, r.taken, r.passed, r.document
    FROM ingest.record_certificate AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_certificate AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.authority, r.granted_on,
           r.valid_to, r.taken, r.passed, r.document
    FROM ingest.record_certificate AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_certificate TO duban_ingest;
GRANT SELECT ON ingest.v_record_certificate, ingest.v_current_certificate TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_chronic_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    item text NOT NULL,
    target bigint NOT NULL,
    done bigint NOT NULL,
    CONSTRAINT record_chronic_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_chronic_month.item IS '服务项目';
COMMENT ON COLUMN ingest.record_chronic_month.target IS '应服务（在管）人数（人）';
COMMENT ON COLUMN ingest.record_chronic_month.done IS '已服务（达到要求）人数（人）';
CREATE VIEW ingest.v_record_chronic_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.target, r.done
    FROM ingest.record_chronic_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_chronic_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.target, r.done
    FROM ingest.record_chronic_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'chronic_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_chronic_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_chronic_month, ingest.v_current_chronic_month TO duban_ingest, duban_compute, duban_operator;

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
CREATE TABLE ingest.record_dispute_screening (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    round_no text NOT NULL,
    screened_on date NOT NULL,
    clues bigint NOT NULL,
    handled bigint NOT NULL,
    document text NOT NULL,
    CONSTRAINT record_dispute_screening_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_dispute_screening_by_key ON ingest.record_dispute_screening (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_dispute_screening.round_no IS '摸排批次';
COMMENT ON COLUMN ingest.record_dispute_screening.screened_on IS '摸排日期';
COMMENT ON COLUMN ingest.record_dispute_screening.clues IS '发现线索数';
COMMENT ON COLUMN ingest.record_dispute_screening.handled IS '其中：已处置';
COMMENT ON COLUMN ingest.record_dispute_screening.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_dispute_screening AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.round_no, r.screened_on, r.clues,
           r.handled, r.document
    FROM ingest.record_dispute_screening AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_dispute_screening AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.round_no, r.screened_on, r.clues,
           r.handled, r.document
    FROM ingest.record_dispute_screening AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_dispute_screening TO duban_ingest;
GRANT SELECT ON ingest.v_record_dispute_screening, ingest.v_current_dispute_screening TO duban_ingest, duban_compute, duban_operator;

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
CREATE TABLE ingest.record_emergency_dispatch (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    dispatch_no text NOT NULL,
    called_at_us bigint NOT NULL,
    arrived_at_us bigint,
    area text NOT NULL,
    response_minutes bigint,
    CONSTRAINT record_emergency_dispatch_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_emergency_dispatch.dispatch_no IS '出车编号';
COMMENT ON COLUMN ingest.record_emergency_dispatch.called_at_us IS '受理时间';
COMMENT ON COLUMN ingest.record_emergency_dispatch.arrived_at_us IS '到达现场时间';
COMMENT ON COLUMN ingest.record_emergency_dispatch.area IS '现场所在';
COMMENT ON COLUMN ingest.record_emergency_dispatch.response_minutes IS '急救反应时间（分钟） × 10^1';
CREATE VIEW ingest.v_record_emergency_dispatch AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.dispatch_no, r.called_at_us,
           r.arrived_at_us, r.area, r.response_minutes
    FROM ingest.record_emergency_dispatch AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_emergency_dispatch AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.dispatch_no, r.called_at_us,
           r.arrived_at_us, r.area, r.response_minutes
    FROM ingest.record_emergency_dispatch AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'emergency_dispatch';
GRANT SELECT, INSERT, DELETE ON ingest.record_emergency_dispatch TO duban_ingest;
GRANT SELECT ON ingest.v_record_emergency_dispatch, ingest.v_current_emergency_dispatch TO duban_ingest, duban_compute, duban_operator;

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
CREATE TABLE ingest.record_inpatient_cost_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    discharges bigint NOT NULL,
    inpatient_cost bigint NOT NULL,
    prior_inpatient_cost bigint,
    CONSTRAINT record_inpatient_cost_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_inpatient_cost_month.discharges IS '出院人次';
COMMENT ON COLUMN ingest.record_inpatient_cost_month.inpatient_cost IS '出院患者医药费用 × 10^2（元）';
COMMENT ON COLUMN ingest.record_inpatient_cost_month.prior_inpatient_cost IS '上年度出院患者次均医药费用 × 10^2（元）';
CREATE VIEW ingest.v_record_inpatient_cost_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.discharges, r.inpatient_cost,
           r.prior_inpatient_cost
    FROM ingest.record_inpatient_cost_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_inpatient_cost_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.discharges, r.inpatient_cost,
           r.prior_inpatient_cost
    FROM ingest.record_inpatient_cost_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'inpatient_cost_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_inpatient_cost_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_inpatient_cost_month, ingest.v_current_inpatient_cost_month TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_inspection_finding (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    finding_no text NOT NULL,
    item text NOT NULL,
    found_on date NOT NULL,
    checked bigint NOT NULL,
    passed bigint NOT NULL,
    problems bigint NOT NULL,
    rectified bigint NOT NULL,
    document text NOT NULL,
    CONSTRAINT record_inspection_finding_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_inspection_finding_by_key ON ingest.record_inspection_finding (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_inspection_finding.finding_no IS '检查编号';
COMMENT ON COLUMN ingest.record_inspection_finding.item IS '检查项目';
COMMENT ON COLUMN ingest.record_inspection_finding.found_on IS '检查日期';
COMMENT ON COLUMN ingest.record_inspection_finding.checked IS '检查数';
COMMENT ON COLUMN ingest.record_inspection_finding.passed IS '合格数';
COMMENT ON COLUMN ingest.record_inspection_finding.problems IS '发现问题数';
COMMENT ON COLUMN ingest.record_inspection_finding.rectified IS '其中：已整改';
COMMENT ON COLUMN ingest.record_inspection_finding.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_inspection_finding AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.finding_no, r.item, r.found_on,
           r.checked, r.passed, r.problems, r.rectified, r.document
    FROM ingest.record_inspection_finding AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_inspection_finding AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.finding_no, r.item, r.found_on,
           r.checked, r.passed, r.problems, r.rectified, r.document
    FROM ingest.record_inspection_finding AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_inspection_finding TO duban_ingest;
GRANT SELECT ON ingest.v_record_inspection_finding, ingest.v_current_inspection_finding TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_insurance_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    fund_total bigint NOT NULL,
    fund_county bigint NOT NULL,
    fund_primary bigint NOT NULL,
    visits_total bigint NOT NULL,
    visits_county bigint NOT NULL,
    admissions_total bigint NOT NULL,
    admissions_county bigint NOT NULL,
    inpatient_cost_county bigint NOT NULL,
    prior_inpatient_cost bigint,
    CONSTRAINT record_insurance_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_insurance_month.fund_total IS '参保人医保基金支出（不含药店） × 10^2（元）';
COMMENT ON COLUMN ingest.record_insurance_month.fund_county IS '其中：县域内医疗机构 × 10^2（元）';
COMMENT ON COLUMN ingest.record_insurance_month.fund_primary IS '其中：县域内基层医疗卫生机构 × 10^2（元）';
COMMENT ON COLUMN ingest.record_insurance_month.visits_total IS '参保人就诊人次（人次）';
COMMENT ON COLUMN ingest.record_insurance_month.visits_county IS '其中：县域内就诊人次（人次）';
COMMENT ON COLUMN ingest.record_insurance_month.admissions_total IS '参保人住院人次';
COMMENT ON COLUMN ingest.record_insurance_month.admissions_county IS '其中：县域内住院人次';
COMMENT ON COLUMN ingest.record_insurance_month.inpatient_cost_county IS '参保人县域内住院总费用 × 10^2（元）';
COMMENT ON COLUMN ingest.record_insurance_month.prior_inpatient_cost IS '上年度参保人县域内住院人均费用 × 10^2（元）';
CREATE VIEW ingest.v_record_insurance_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.fund_total, r.fund_county,
           r.fund_primary, r.visits_total, r.visits_county, r.admissions_total, r.admissions_county, r.inpatient_cost_county,
           r.prior_inpatient_cost
    FROM ingest.record_insurance_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_insurance_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.fund_total, r.fund_county,
           r.fund_primary, r.visits_total, r.visits_county, r.admissions_total, r.admissions_county, r.inpatient_cost_county,
           r.prior_inpatient_cost
    FROM ingest.record_insurance_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'insurance_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_insurance_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_insurance_month, ingest.v_current_insurance_month TO duban_ingest, duban_compute, duban_operator;

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
CREATE TABLE ingest.record_operation_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    total_income bigint NOT NULL,
    total_expense bigint NOT NULL,
    energy_expense bigint NOT NULL,
    CONSTRAINT record_operation_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_operation_month.total_income IS '总收入 × 10^2（元）';
COMMENT ON COLUMN ingest.record_operation_month.total_expense IS '总支出 × 10^2（元）';
COMMENT ON COLUMN ingest.record_operation_month.energy_expense IS '能耗支出（水电气热油煤） × 10^2（元）';
CREATE VIEW ingest.v_record_operation_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.total_income, r.total_expense,
           r.energy_expense
    FROM ingest.record_operation_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_operation_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.total_income, r.total_expense,
           r.energy_expense
    FROM ingest.record_operation_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'operation_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_operation_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_operation_month, ingest.v_current_operation_month TO duban_ingest, duban_compute, duban_operator;

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

-- table: distributed
CREATE TABLE ingest.record_signing_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    item text NOT NULL,
    target bigint NOT NULL,
    signed bigint NOT NULL,
    CONSTRAINT record_signing_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_signing_month.item IS '签约项目';
COMMENT ON COLUMN ingest.record_signing_month.target IS '应签约人数（团队总数）';
COMMENT ON COLUMN ingest.record_signing_month.signed IS '已签约人数（达到要求的团队数）';
CREATE VIEW ingest.v_record_signing_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.target, r.signed
    FROM ingest.record_signing_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_signing_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.target, r.signed
    FROM ingest.record_signing_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'signing_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_signing_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_signing_month, ingest.v_current_signing_month TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_staff_register (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    staff_no bytea NOT NULL,
    category text NOT NULL,
    specialty text,
    degree text NOT NULL,
    CONSTRAINT record_staff_register_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_staff_register.staff_no IS '工号';
COMMENT ON COLUMN ingest.record_staff_register.category IS '人员类别';
COMMENT ON COLUMN ingest.record_staff_register.specialty IS '执业专业';
COMMENT ON COLUMN ingest.record_staff_register.degree IS '最高学历';
CREATE VIEW ingest.v_record_staff_register AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.staff_no, r.category, r.specialty,
           r.degree
    FROM ingest.record_staff_register AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_staff_register AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.staff_no, r.category, r.specialty,
           r.degree
    FROM ingest.record_staff_register AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'staff_register';
GRANT SELECT, INSERT, DELETE ON ingest.record_staff_register TO duban_ingest;
GRANT SELECT ON ingest.v_record_staff_register, ingest.v_current_staff_register TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_statistic (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    item text NOT NULL,
    as_of date NOT NULL,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    document text NOT NULL,
    CONSTRAINT record_statistic_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_statistic_by_key ON ingest.record_statistic (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_statistic.item IS '统计项目';
COMMENT ON COLUMN ingest.record_statistic.as_of IS '截至日期';
COMMENT ON COLUMN ingest.record_statistic.numerator IS '分子（或公布值） × 10^4';
COMMENT ON COLUMN ingest.record_statistic.denominator IS '分母 × 10^4';
COMMENT ON COLUMN ingest.record_statistic.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_statistic AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.as_of, r.numerator,
           r.denominator, r.document
    FROM ingest.record_statistic AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_statistic AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.as_of, r.numerator,
           r.denominator, r.document
    FROM ingest.record_statistic AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_statistic TO duban_ingest;
GRANT SELECT ON ingest.v_record_statistic, ingest.v_current_statistic TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_submission_receipt (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    receipt_no text NOT NULL,
    item text NOT NULL,
    due_at_us bigint NOT NULL,
    received_at_us bigint NOT NULL,
    document text NOT NULL,
    CONSTRAINT record_submission_receipt_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_submission_receipt_by_key ON ingest.record_submission_receipt (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_submission_receipt.receipt_no IS '回执编号';
COMMENT ON COLUMN ingest.record_submission_receipt.item IS '报送事项';
COMMENT ON COLUMN ingest.record_submission_receipt.due_at_us IS '报送时限';
COMMENT ON COLUMN ingest.record_submission_receipt.received_at_us IS '收到时间';
COMMENT ON COLUMN ingest.record_submission_receipt.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_submission_receipt AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.receipt_no, r.item, r.due_at_us,
           r.received_at_us, r.document
    FROM ingest.record_submission_receipt AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_submission_receipt AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.receipt_no, r.item, r.due_at_us,
           r.received_at_us, r.document
    FROM ingest.record_submission_receipt AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_submission_receipt TO duban_ingest;
GRANT SELECT ON ingest.v_record_submission_receipt, ingest.v_current_submission_receipt TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_surgery_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    minimally_invasive bigint NOT NULL,
    level4 bigint NOT NULL,
    CONSTRAINT record_surgery_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_surgery_month.minimally_invasive IS '微创手术人数（国家微创目录）（人）';
COMMENT ON COLUMN ingest.record_surgery_month.level4 IS '四级手术人数（国家四级手术目录）（人）';
CREATE VIEW ingest.v_record_surgery_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.minimally_invasive, r.level4
    FROM ingest.record_surgery_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_surgery_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.minimally_invasive, r.level4
    FROM ingest.record_surgery_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'surgery_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_surgery_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_surgery_month, ingest.v_current_surgery_month TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_survey (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    item text NOT NULL,
    surveyed_on date NOT NULL,
    respondents bigint NOT NULL,
    points bigint NOT NULL,
    document text NOT NULL,
    CONSTRAINT record_survey_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_survey_by_key ON ingest.record_survey (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_survey.item IS '调查项目';
COMMENT ON COLUMN ingest.record_survey.surveyed_on IS '调查日期';
COMMENT ON COLUMN ingest.record_survey.respondents IS '受访人数';
COMMENT ON COLUMN ingest.record_survey.points IS '得分合计（或符合人数） × 10^2';
COMMENT ON COLUMN ingest.record_survey.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_survey AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.surveyed_on, r.respondents,
           r.points, r.document
    FROM ingest.record_survey AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_survey AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.item, r.surveyed_on, r.respondents,
           r.points, r.document
    FROM ingest.record_survey AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_survey TO duban_ingest;
GRANT SELECT ON ingest.v_record_survey, ingest.v_current_survey TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_talent_project (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    grant_no text NOT NULL,
    item text NOT NULL,
    granted_on date NOT NULL,
    staff_no bytea,
    funding bigint,
    document text NOT NULL,
    CONSTRAINT record_talent_project_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_talent_project_by_key ON ingest.record_talent_project (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_talent_project.grant_no IS '登记编号';
COMMENT ON COLUMN ingest.record_talent_project.item IS '人才或项目类别';
COMMENT ON COLUMN ingest.record_talent_project.granted_on IS '批准日期';
COMMENT ON COLUMN ingest.record_talent_project.staff_no IS '工号';
COMMENT ON COLUMN ingest.record_talent_project.funding IS '经费 × 10^2（万元）';
COMMENT ON COLUMN ingest.record_talent_project.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_talent_project AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.grant_no, r.item, r.granted_on,
           r.staff_no, r.funding, r.document
    FROM ingest.record_talent_project AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_talent_project AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.grant_no, r.item, r.granted_on,
           r.staff_no, r.funding, r.document
    FROM ingest.record_talent_project AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_talent_project TO duban_ingest;
GRANT SELECT ON ingest.v_record_talent_project, ingest.v_current_talent_project TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_township_finance_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    subsidy_income bigint NOT NULL,
    CONSTRAINT record_township_finance_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_township_finance_month.subsidy_income IS '财政补助收入 × 10^2（元）';
CREATE VIEW ingest.v_record_township_finance_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.subsidy_income
    FROM ingest.record_township_finance_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_township_finance_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.subsidy_income
    FROM ingest.record_township_finance_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'township_finance_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_township_finance_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_township_finance_month, ingest.v_current_township_finance_month TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_training (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    session_no text NOT NULL,
    item text NOT NULL,
    held_on date NOT NULL,
    required bigint NOT NULL,
    attended bigint NOT NULL,
    passed bigint,
    document text NOT NULL,
    CONSTRAINT record_training_pkey PRIMARY KEY (institution_id, batch_id, line)
);
CREATE INDEX record_training_by_key ON ingest.record_training (institution_id, key_digest);
COMMENT ON COLUMN ingest.record_training.session_no IS '场次编号';
COMMENT ON COLUMN ingest.record_training.item IS '培训项目';
COMMENT ON COLUMN ingest.record_training.held_on IS '培训日期';
COMMENT ON COLUMN ingest.record_training.required IS '应参加人数（人）';
COMMENT ON COLUMN ingest.record_training.attended IS '参加人数（人）';
COMMENT ON COLUMN ingest.record_training.passed IS '合格人数（人）';
COMMENT ON COLUMN ingest.record_training.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_training AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.session_no, r.item, r.held_on,
           r.required, r.attended, r.passed, r.document
    FROM ingest.record_training AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_training AS
    SELECT DISTINCT ON (r.institution_id, r.key_digest)
           r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.session_no, r.item, r.held_on,
           r.required, r.attended, r.passed, r.document
    FROM ingest.record_training AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state = 'committed'
    ORDER BY r.institution_id, r.key_digest, b.source_rank DESC, b.lane_number DESC, b.parse_version DESC;
GRANT SELECT, INSERT, DELETE ON ingest.record_training TO duban_ingest;
GRANT SELECT ON ingest.v_record_training, ingest.v_current_training TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_violation (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    case_no text NOT NULL,
    rule text NOT NULL,
    occurred_on date NOT NULL,
    staff_no bytea,
    section text,
    quantity bigint NOT NULL,
    loss bigint,
    document text NOT NULL,
    CONSTRAINT record_violation_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_violation.case_no IS '编号';
COMMENT ON COLUMN ingest.record_violation.rule IS '违反的规定';
COMMENT ON COLUMN ingest.record_violation.occurred_on IS '发生日期';
COMMENT ON COLUMN ingest.record_violation.staff_no IS '责任人工号';
COMMENT ON COLUMN ingest.record_violation.section IS '责任人科室';
COMMENT ON COLUMN ingest.record_violation.quantity IS '次数（处、张、份）';
COMMENT ON COLUMN ingest.record_violation.loss IS '损失金额 × 10^2（元）';
COMMENT ON COLUMN ingest.record_violation.document IS '文号或证明材料';
CREATE VIEW ingest.v_record_violation AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.case_no, r.rule, r.occurred_on,
           r.staff_no, r.section, r.quantity, r.loss, r.document
    FROM ingest.record_violation AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_violation AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.case_no, r.rule, r.occurred_on,
           r.staff_no, r.section, r.quantity, r.loss, r.document
    FROM ingest.record_violation AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'violation';
GRANT SELECT, INSERT, DELETE ON ingest.record_violation TO duban_ingest;
GRANT SELECT ON ingest.v_record_violation, ingest.v_current_violation TO duban_ingest, duban_compute, duban_operator;

-- table: distributed
CREATE TABLE ingest.record_visit_month (
    institution_id bigint NOT NULL,
    batch_id bigint NOT NULL,
    line bigint NOT NULL,
    month bigint NOT NULL,
    row_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    place text NOT NULL,
    visits bigint NOT NULL,
    tcm_visits bigint,
    tele_visits bigint,
    wait_minutes bigint,
    wait_samples bigint,
    outpatient_cost bigint,
    prior_outpatient_cost bigint,
    CONSTRAINT record_visit_month_pkey PRIMARY KEY (institution_id, batch_id, line)
);
COMMENT ON COLUMN ingest.record_visit_month.place IS '服务场所';
COMMENT ON COLUMN ingest.record_visit_month.visits IS '总诊疗人次';
COMMENT ON COLUMN ingest.record_visit_month.tcm_visits IS '其中：中医类诊疗人次';
COMMENT ON COLUMN ingest.record_visit_month.tele_visits IS '其中：远程医疗服务人次';
COMMENT ON COLUMN ingest.record_visit_month.wait_minutes IS '抽测门诊患者等待时间合计（分钟）';
COMMENT ON COLUMN ingest.record_visit_month.wait_samples IS '抽测门诊患者人次';
COMMENT ON COLUMN ingest.record_visit_month.outpatient_cost IS '门急诊患者医药费用 × 10^2（元）';
COMMENT ON COLUMN ingest.record_visit_month.prior_outpatient_cost IS '上年度门急诊次均医药费用 × 10^2（元）';
CREATE VIEW ingest.v_record_visit_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.place, r.visits, r.tcm_visits,
           r.tele_visits, r.wait_minutes, r.wait_samples, r.outpatient_cost, r.prior_outpatient_cost
    FROM ingest.record_visit_month AS r
    JOIN ingest.batch AS b ON b.institution_id = r.institution_id AND b.batch_id = r.batch_id
    WHERE b.state IN ('committed', 'withdrawn');
CREATE VIEW ingest.v_current_visit_month AS
    SELECT r.institution_id, r.batch_id, r.line, r.month, r.row_digest, r.key_digest, r.place, r.visits, r.tcm_visits,
           r.tele_visits, r.wait_minutes, r.wait_samples, r.outpatient_cost, r.prior_outpatient_cost
    FROM ingest.record_visit_month AS r
    JOIN ingest.v_current_batch AS c ON c.institution_id = r.institution_id AND c.batch_id = r.batch_id
    WHERE c.kind = 'visit_month';
GRANT SELECT, INSERT, DELETE ON ingest.record_visit_month TO duban_ingest;
GRANT SELECT ON ingest.v_record_visit_month, ingest.v_current_visit_month TO duban_ingest, duban_compute, duban_operator;
